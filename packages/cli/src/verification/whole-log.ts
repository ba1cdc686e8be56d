import {
  CompactRange,
  decodeEntryBundle,
  encodeEntryBundle,
  equalBytes,
  formatTilePath,
  formatVerifierKey,
  hashLeaf,
  parseCheckpointBody,
  parseNote,
  parseVerifierKey,
  TILE_WIDTH,
  toBase64,
  verifyCheckpoint,
} from '@simpul/tlog';
import { checkSignature } from './check-signature.ts';
import { failed, holds } from './holds.ts';
import type { LogSource } from './log-source.ts';
import { requireAllKeys } from './receipt-file.ts';
import { createTileCheck } from './tile-check.ts';
import { sha256, type TrustedKeys } from './trusted-keys.ts';

/** A whole log that holds. */
export interface LogReport {
  readonly kind: 'log';
  readonly origin: string;
  readonly size: number;
  /** base64. */
  readonly root: string;
  /** Keys whose signatures hold: every known key of the log. */
  readonly keys: readonly string[];
  readonly keysFrom: string;
  /** Tiles of hashes that were compared. */
  readonly tiles: number;
}

/**
 * Verifies a log from its files (C2SP tlog-tiles): the checkpoint's signatures, every entry, every tile, and the root.
 *
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED`, `SIMPUL_CLI_KEY_NOT_VERIFIED`
 */
export async function verifyWholeLog(source: LogSource, keys: TrustedKeys): Promise<LogReport> {
  const note = await source.read('checkpoint');
  if (note === undefined) throw failed(source.name, 'it has no checkpoint');
  return holds(source.name, async () => {
    const { origin } = parseCheckpointBody(parseNote(note).text);
    const vkeys = keys.keysOf(origin);
    const known = vkeys.map((vkey) => parseVerifierKey(sha256, vkey));
    const { checkpoint, verifiedBy } = await verifyCheckpoint(note, { keys: known, verify: checkSignature });
    const found = [...new Set(verifiedBy.map(({ key }) => formatVerifierKey(key)))];
    requireAllKeys(source.name, vkeys, found);
    const { size } = checkpoint;
    const { root, tiles } = await recompute(source, size);
    if (!equalBytes(root, checkpoint.root)) throw failed(source.name, 'the entries do not lead to the signed root');
    return { kind: 'log', origin, size, root: toBase64(root), keys: found, keysFrom: keys.from, tiles } as const;
  });
}

async function recompute(
  source: LogSource,
  size: number,
): Promise<{ readonly root: Uint8Array; readonly tiles: number }> {
  const range = new CompactRange(sha256);
  const tiles = createTileCheck(source);
  for (let index = 0; index * TILE_WIDTH < size; index += 1) {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    for (const entry of await readBundle(source, index, width)) {
      const hash = hashLeaf(sha256, entry);
      range.append(hash);
      await tiles.add(hash);
    }
  }
  return { root: range.root(), tiles: await tiles.finish() };
}

/** Entries of a bundle; of the full one where the partial is gone, of which only those of this tree count. */
async function readBundle(source: LogSource, index: number, width: number): Promise<Uint8Array[]> {
  const path = formatTilePath({ level: 'entries', index, width });
  const full = formatTilePath({ level: 'entries', index, width: TILE_WIDTH });
  const bytes = (await source.read(path)) ?? (await source.read(full));
  if (bytes === undefined) throw failed(source.name, `${path} is missing`);
  const entries = decodeEntryBundle(bytes);
  if (entries.length !== width && entries.length !== TILE_WIDTH) {
    throw failed(source.name, `${path} has ${entries.length} entries instead of ${width}`);
  }
  for (const narrower of (await source.partialWidths(full)).filter((each) => each < width)) {
    const older = formatTilePath({ level: 'entries', index, width: narrower });
    const content = await source.read(older);
    if (content !== undefined && !equalBytes(content, encodeEntryBundle(entries.slice(0, narrower)))) {
      throw failed(source.name, `${older} holds other entries than ${path}`);
    }
  }
  return entries.slice(0, width);
}
