import type { LogBatch, LogStore } from '@simpul/store';

/** Batches that are read at once. */
const BATCHES_PER_READ = 4;
/** Leaves that a batch may have (config: `BATCH_MAX_LEAVES`): as far as the next one may begin behind a broken one. */
const LONGEST_BATCH = 256;

/** What reads a log that may have been tampered with. */
export type CheckedStore = Pick<LogStore, 'tail' | 'batches' | 'gaps'>;

/** Leaves that cannot be read: from `first` to `end`, exclusive. */
export interface LostLeaves {
  readonly first: number;
  readonly end: number;
  readonly why: string;
}

/** The next batches, one behind the other; or what stands, or is missing, in their place. Neither at the end of the log. */
export interface NextBatches {
  readonly batches: readonly LogBatch[];
  readonly lost?: LostLeaves;
}

/** Reads on from a leaf, whatever was done to the rows: what cannot be read is named instead of thrown. */
export async function readNext(store: CheckedStore, from: number): Promise<NextBatches> {
  const size = (await store.tail())?.size ?? 0;
  if (from >= size) return { batches: [] };
  const read = await tryRead(store, from, BATCHES_PER_READ);
  if (read === undefined) return readAroundBroken(store, from, size);
  const [next] = read;
  if (next === undefined) {
    const gap = (await store.gaps()).find(({ first, end }) => first <= from && from < end);
    return { batches: [], lost: { first: from, end: gap?.end ?? size, why: 'no batch holds them' } };
  }
  if (next.first > from) return { batches: [], lost: { first: from, end: next.first, why: 'no batch holds them' } };
  const after = next.first + next.ids.length;
  if (next.first < from) return { batches: [], lost: { first: from, end: after, why: 'their batch begins elsewhere' } };
  let end = next.first;
  const joined = read.findIndex(({ first, ids }) => {
    if (first !== end) return true;
    end += ids.length;
    return false;
  });
  return { batches: joined === -1 ? read : read.slice(0, joined) };
}

/** @returns undefined if a row cannot be read */
async function tryRead(store: CheckedStore, from: number, limit: number): Promise<LogBatch[] | undefined> {
  try {
    return await store.batches(from, limit);
  } catch {
    // The row is not as it was written; where it ends is found by trying.
    return undefined;
  }
}

async function readAroundBroken(store: CheckedStore, from: number, size: number): Promise<NextBatches> {
  const one = await tryRead(store, from, 1);
  if (one !== undefined) return { batches: one };
  const why = 'their batch cannot be read';
  for (let end = from + 1; end < Math.min(size, from + LONGEST_BATCH); end += 1) {
    const [next] = (await tryRead(store, end, 1)) ?? [];
    if (next !== undefined && next.first > from) return { batches: [], lost: { first: from, end: next.first, why } };
  }
  return { batches: [], lost: { first: from, end: Math.min(size, from + LONGEST_BATCH), why } };
}
