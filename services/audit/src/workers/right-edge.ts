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
 * @throws SimpulError `AUDIT.HALTED`, which names the leaves that are missing or not those that were stored; `STORE.FAILED`
 */
export async function readRightEdge(store: LogStore): Promise<RightEdge> {
  // What was signed first, then what is stored: the log may grow meanwhile.
  const range = await readSignedRange(store);
  const edge = { range, tail: { size: range.size, root: range.root(), at: 0 } };
  return followEdge(store, edge, { toEnd: true });
}

/**
 * Takes what came after an edge that the log had, checked as `readRightEdge` does.
 * @param toEnd read on until nothing came meanwhile; without it some new batches are enough
 * @param onBatch told of each new batch
 * @throws SimpulError as `readRightEdge`
 */
export async function followEdge(
  store: LogStore,
  edge: RightEdge,
  { toEnd = false, onBatch }: { readonly toEnd?: boolean; readonly onBatch?: (batch: LogBatch) => void } = {},
): Promise<RightEdge> {
  const range = edge.range.clone();
  let { tail } = edge;
  let missingTo = 0;
  for (;;) {
    const batches = await store.batches(range.size, BATCHES_PER_READ);
    for (const batch of batches) {
      take(range, batch);
      tail = { size: range.size, root: batch.root, at: batch.at };
      onBatch?.(batch);
    }
    if (batches.length === BATCHES_PER_READ) continue;
    if (batches.length > 0 && !toEnd) return { range, tail };
    const standing = (await store.tail()) ?? { size: 0, root: emptyRoot(sha256), at: 0 };
    const { size } = standing;
    if (size < range.size) throw halted(`leaves ${size} to ${range.size - 1} are missing: they were signed`);
    if (size === range.size) {
      if (equalBytes(range.root(), standing.root)) return { range, tail: standing };
      throw halted(`the stored log of ${size} leaves does not have the root that its last batch claims`);
    }
    // Either they came meanwhile, and are found now, or they cannot be read.
    if (batches.length === 0 && size === missingTo) throw halted(`leaves ${range.size} to ${size - 1} are missing`);
    missingTo = size;
  }
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
