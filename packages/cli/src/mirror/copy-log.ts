import { equalBytes, formatTilePath, TILE_WIDTH, toBase64 } from '@simpul/tlog';
import { LOG_REQUESTS } from '../defaults.ts';
import { numbersBetween, workAtOnce } from '../verification/at-once.ts';
import { readBundle } from '../verification/bundle.ts';
import { failed } from '../verification/holds.ts';
import { requireGrowth, requireNoContradiction } from '../verification/growth.ts';
import type { LogSource, Surroundings } from '../verification/log-source.ts';
import { createProgress } from '../verification/progress.ts';
import type { SignedCheckpoint, Trust } from '../verification/signed-checkpoint.ts';
import { hashesAt, openVerifiedTiles, tileWidth, type VerifiedTiles } from '../verification/verified-tiles.ts';
import { readCheckpoint } from '../verification/whole-log.ts';
import type { MirrorFolder } from './mirror-folder.ts';

/** One look at a log, and what it brought. */
export interface CopyReport extends Omit<SignedCheckpoint, 'root' | 'note'> {
  readonly log: string;
  readonly folder: string;
  /** Entries that the folder had before. */
  readonly from: number;
  /** base64. */
  readonly root: string;
}

export interface CopyOptions extends Trust {
  readonly folder: MirrorFolder;
  readonly around: Surroundings;
}

/**
 * Copies what a log has beyond the folder's copy, up to the log's present checkpoint, and verifies each file before it is
 * written. Wherever it ends early, the next call goes on there, and the folder's checkpoint names nothing that is missing.
 *
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED` (ContradictionError where the log does not extend the copy), `SIMPUL_CLI_KEY_NOT_VERIFIED`,
 *   `SIMPUL_CLI_LOG_UNREACHABLE`
 */
export async function copyLog(log: LogSource, { folder, around, ...trust }: CopyOptions): Promise<CopyReport> {
  const { current, pending } = await folder.checkpoints(trust);
  const next = await readCheckpoint(log, trust);
  const seen = [current, pending].filter((each) => each !== undefined);
  for (const older of seen) requireSameLog(log.name, older, next);
  for (const older of seen) requireNoContradiction(log.name, older, next);
  const { note, root, ...rest } = next;
  const from = current?.size ?? 0;
  const report = { log: log.name, folder: folder.path, from, root: toBase64(root), ...rest };
  if (current?.size === next.size) return report;

  const offered = await openVerifiedTiles(log.name, [log], next);
  for (const older of seen) await requireGrowth(log.name, { older, newer: next, tiles: offered });
  await folder.begin(note);
  const tiles = await openVerifiedTiles(log.name, [folder.source, log], next);
  await copyBundles(log, { folder, around, tiles, from, size: next.size });
  await copyHigherTiles(folder, { tiles, from, size: next.size });
  await folder.finish(note);
  for (const older of seen) await dropPartials(folder, older.size, next.size);
  return report;
}

function requireSameLog(what: string, older: SignedCheckpoint, next: SignedCheckpoint): void {
  if (older.origin === next.origin) return;
  throw failed(what, `it is the log ${next.origin}, but the folder holds a copy of ${older.origin}`);
}

interface Span {
  readonly tiles: VerifiedTiles;
  readonly from: number;
  readonly size: number;
}

interface BundleSpan extends Span {
  readonly folder: MirrorFolder;
  readonly around: Surroundings;
}

/** Entries and the tiles beside them. A bundle is written before its tile, so where the tile is, the bundle is too. */
async function copyBundles(log: LogSource, { folder, around, tiles, from, size }: BundleSpan): Promise<void> {
  const first = Math.floor(from / TILE_WIDTH);
  const progress = createProgress(around, { total: size, what: `entries of ${log.name} copied` });
  let done = first * TILE_WIDTH;
  await workAtOnce(numbersBetween(first, Math.ceil(size / TILE_WIDTH)), LOG_REQUESTS, async (index) => {
    const width = tileWidth(size, 0, index);
    const entriesPath = formatTilePath({ level: 'entries', index, width });
    const tilePath = formatTilePath({ level: 0, index, width });
    if (!(await isCopied(folder, { entriesPath, tilePath, tile: () => tiles.tile(0, index) }))) {
      const bundle = await readBundle(log, { tiles, size, index });
      await folder.files.write(entriesPath, bundle.bytes);
      await folder.files.write(tilePath, bundle.tile);
    }
    done += width;
    progress(done);
  });
}

interface CopyOfBundle {
  readonly entriesPath: string;
  readonly tilePath: string;
  readonly tile: () => Promise<Uint8Array>;
}

/** By an earlier attempt: its tile was verified then, and leads to the present root too. */
async function isCopied(folder: MirrorFolder, { entriesPath, tilePath, tile }: CopyOfBundle): Promise<boolean> {
  const [stored, hasEntries] = await Promise.all([folder.source.read(tilePath), folder.has(entriesPath)]);
  return stored !== undefined && hasEntries && equalBytes(stored, await tile());
}

async function copyHigherTiles(folder: MirrorFolder, { tiles, from, size }: Span): Promise<void> {
  for (let level = 1; hashesAt(size, level) > 0; level += 1) {
    if (hashesAt(from, level) === hashesAt(size, level)) continue;
    const first = Math.floor(hashesAt(from, level) / TILE_WIDTH);
    const end = Math.ceil(hashesAt(size, level) / TILE_WIDTH);
    await workAtOnce(numbersBetween(first, end), LOG_REQUESTS, async (index) => {
      const path = formatTilePath({ level, index, width: tileWidth(size, level, index) });
      await folder.files.write(path, await tiles.tile(level, index));
    });
  }
}

/** Partial tiles of older checkpoints go once the full one is there (C2SP tlog-tiles, partial tiles). */
async function dropPartials(folder: MirrorFolder, older: number, size: number): Promise<void> {
  for (let level = 0; hashesAt(size, level) > 0; level += 1) {
    const index = Math.floor(hashesAt(older, level) / TILE_WIDTH);
    if (tileWidth(size, level, index) < TILE_WIDTH) continue;
    const paths = level === 0 ? (['entries', 0] as const) : [level];
    for (const each of paths)
      await folder.files.remove(`${formatTilePath({ level: each, index, width: TILE_WIDTH })}.p`);
  }
}
