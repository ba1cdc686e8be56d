import { AUDIT, SimpulError } from '@simpul/errors';
import { LEAF_PREFIX, type LogBatch, type LogStore, type LogTail, splitFrames } from '@simpul/store';
import {
  CompactRange,
  createTileReader,
  emptyRoot,
  equalBytes,
  hashLeaf,
  type HashAt,
  readCompactRange,
} from '@simpul/tlog';
import { sha256 } from '../domain/sha256.ts';

/** Batches that are read at once. */
const BATCHES_PER_READ = 16;
/** Ranges that a reason names. */
const MAX_NAMED = 10;

/**
 * Looks for leaves that no batch holds, anywhere in a log.
 * @throws SimpulError `AUDIT.HALTED`, which names them
 */
export async function refuseGaps(store: LogStore): Promise<void> {
  const gaps = await store.gaps();
  if (gaps.length === 0) return;
  const ranges = gaps.slice(0, MAX_NAMED).map(({ first, end }) => `${first} to ${end - 1}`);
  throw halted(`leaves ${ranges.join(', ')}${gaps.length > MAX_NAMED ? ' and others' : ''} are missing`);
}

/** The end of a log: what the next batch builds on. */
export interface RightEdge {
  readonly range: CompactRange;
  readonly tail: LogTail;
}

/**
 * Rebuilds the right edge of a stored log, from its tiles and the leaves after them, and compares it with the roots that the
 * batches claim.
 * @param known an edge that the log had before: only what came after it is read
 * @throws SimpulError `AUDIT.HALTED`, which names the leaves that are missing or not those that were stored; `STORE.FAILED`
 */
export async function readRightEdge(store: LogStore, known?: RightEdge): Promise<RightEdge> {
  const tail = (await store.tail()) ?? { size: 0, root: emptyRoot(sha256), at: 0 };
  const range = known?.range.clone() ?? (await readSignedRange(store));
  if (range.size > tail.size) throw halted(`leaves ${tail.size} to ${range.size - 1} are missing: they were signed`);
  while (range.size < tail.size) {
    const batches = await store.batches(range.size, BATCHES_PER_READ);
    if (batches.length === 0) throw halted(`leaves ${range.size} to ${tail.size - 1} are missing`);
    for (const batch of batches) take(range, batch);
  }
  if (range.size !== tail.size || !equalBytes(range.root(), tail.root)) {
    throw halted(`the stored log of ${tail.size} leaves does not have the root that its last batch claims`);
  }
  return { range, tail };
}

function take(range: CompactRange, { first, ids, bundle, root }: LogBatch): void {
  if (first > range.size) throw halted(`leaves ${range.size} to ${first - 1} are missing`);
  const end = first + ids.length;
  const leaves = split(bundle).slice(range.size - first);
  for (const leaf of leaves) range.append(hashLeaf(sha256, leaf));
  if (range.size === end && equalBytes(range.root(), root)) return;
  throw halted(`leaves ${first} to ${end - 1} are damaged: their batch does not have the root that it claims`);
}

function split(bundle: Uint8Array): Uint8Array[] {
  try {
    return splitFrames(bundle, LEAF_PREFIX);
  } catch {
    // Cut short: too few leaves, which is found next.
    return [];
  }
}

/** The range at the last checkpoint; from the first leaf where tiles are missing, which can be made again. */
async function readSignedRange(store: LogStore): Promise<CompactRange> {
  const size = (await store.checkpoint())?.size ?? 0;
  try {
    return await readCompactRange(sha256, size, storedHashes(store, size));
  } catch (error) {
    if (error instanceof MissingTile) return new CompactRange(sha256);
    throw error;
  }
}

class MissingTile extends Error {
  override readonly name = 'MissingTile';
}

function storedHashes(store: LogStore, size: number): HashAt {
  return createTileReader({
    hash: sha256,
    size,
    async readTile(level, index, width) {
      const tile = await store.tile(level, index);
      if (tile === undefined || tile.length < width * 32) throw new MissingTile(`tile ${level}/${index}`);
      return tile.subarray(0, width * 32);
    },
  });
}

function halted(reason: string): SimpulError {
  return new SimpulError(AUDIT.HALTED, { params: { reason } });
}
