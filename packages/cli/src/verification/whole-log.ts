import { encodeEntryBundle, equalBytes, formatTilePath, HASH_BYTES, TILE_WIDTH, toBase64 } from '@simpul/tlog';
import { LOG_REQUESTS } from '../defaults.ts';
import { numbersBetween, workAtOnce } from './at-once.ts';
import { type Bundle, readBundle } from './bundle.ts';
import { failed } from './holds.ts';
import type { LogSource, Surroundings } from './log-source.ts';
import { createProgress } from './progress.ts';
import { checkCheckpoint, type SignedCheckpoint, type Trust } from './signed-checkpoint.ts';
import { hashesAt, openVerifiedTiles, tileWidth, type VerifiedTiles } from './verified-tiles.ts';

/** A whole log that holds. */
export interface LogReport extends Omit<SignedCheckpoint, 'root' | 'note'> {
  readonly kind: 'log';
  /** base64. */
  readonly root: string;
  /** Tiles of hashes that were checked. */
  readonly tiles: number;
}

/** A log that holds, with its first entry, which names the log before it. */
export interface CheckedLog {
  readonly report: LogReport;
  readonly checkpoint: SignedCheckpoint;
  readonly firstEntry?: Uint8Array;
}

export interface WholeLogOptions extends Trust {
  readonly around: Surroundings;
}

/**
 * Reads and checks the checkpoint of a log.
 *
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED`, `SIMPUL_CLI_KEY_NOT_VERIFIED`
 */
export async function readCheckpoint(source: LogSource, trust: Trust): Promise<SignedCheckpoint> {
  const note = await source.read('checkpoint');
  if (note === undefined) throw failed(source.name, 'it has no checkpoint');
  return checkCheckpoint(source.name, note, trust);
}

/**
 * Verifies a log from its files (C2SP tlog-tiles): the checkpoint's signatures, and that every tile and every entry is the one
 * that the signed root was computed from.
 *
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED`, `SIMPUL_CLI_KEY_NOT_VERIFIED`
 */
export async function verifyWholeLog(source: LogSource, { around, ...trust }: WholeLogOptions): Promise<CheckedLog> {
  const checkpoint = await readCheckpoint(source, trust);
  const { size, root } = checkpoint;
  const tiles = await openVerifiedTiles(source.name, [source], checkpoint);
  const progress = createProgress(around, { total: size, what: `entries of ${source.name} checked` });
  let firstEntry: Uint8Array | undefined;
  let done = 0;
  await workAtOnce(numbersBetween(0, Math.ceil(size / TILE_WIDTH)), LOG_REQUESTS, async (index) => {
    const bundle = await readBundle(source, { tiles, size, index });
    await checkOlderBundles(source, index, bundle);
    if (index === 0) firstEntry = bundle.entries[0];
    done += bundle.entries.length;
    progress(done);
  });
  const count = await checkTiles(source, size, tiles);
  const { note: _, root: __, ...rest } = checkpoint;
  const report = { kind: 'log', ...rest, root: toBase64(root), tiles: count } as const;
  return { report, checkpoint, ...(firstEntry && { firstEntry }) };
}

/** Partial bundles of older checkpoints, where the source can list them, must be beginnings of what is there now. */
async function checkOlderBundles(source: LogSource, index: number, { entries }: Bundle): Promise<void> {
  const full = formatTilePath({ level: 'entries', index, width: TILE_WIDTH });
  for (const width of (await source.partialWidths(full)).filter((each) => each < entries.length)) {
    const older = formatTilePath({ level: 'entries', index, width });
    const content = await source.read(older);
    if (content !== undefined && !equalBytes(content, encodeEntryBundle(entries.slice(0, width)))) {
      throw failed(source.name, `${older} holds other entries than the tree`);
    }
  }
}

/** Reads what no entry led to, and the partial tiles of older checkpoints. @returns how many tiles there are */
async function checkTiles(source: LogSource, size: number, tiles: VerifiedTiles): Promise<number> {
  let count = 0;
  for (let level = 0; hashesAt(size, level) > 0; level += 1) {
    const wide = Math.ceil(hashesAt(size, level) / TILE_WIDTH);
    count += wide;
    for (const index of numbersBetween(0, wide)) {
      const full = formatTilePath({ level, index, width: TILE_WIDTH });
      const width = tileWidth(size, level, index);
      const older = (await source.partialWidths(full)).filter((each) => each < width);
      if (level === 0 && older.length === 0) continue;
      await compareOlderTiles(source, { level, index, older }, await tiles.tile(level, index));
    }
  }
  return count;
}

async function compareOlderTiles(
  source: LogSource,
  { level, index, older }: { readonly level: number; readonly index: number; readonly older: readonly number[] },
  tile: Uint8Array,
): Promise<void> {
  for (const width of older) {
    const path = formatTilePath({ level, index, width });
    const content = await source.read(path);
    if (content !== undefined && !equalBytes(content, tile.subarray(0, width * HASH_BYTES))) {
      throw failed(source.name, `${path} does not hold the hashes of the entries`);
    }
  }
}
