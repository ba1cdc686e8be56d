import { AUDIT, isSimpulError, SimpulError } from '@simpul/errors';
import { LEAF_PREFIX, type LogStore, SIDE_CAR_PREFIX, splitFrames } from '@simpul/store';

/** A stored batch, taken apart. */
export interface OpenBatch {
  readonly first: number;
  readonly leaves: readonly Uint8Array[];
  readonly sideCars: readonly Uint8Array[];
}

/**
 * The leaves from `first`, fewer than `count` only at the end of the log and of what is signed of it.
 * @throws SimpulError `AUDIT.INTEGRITY` where some are missing or cannot be taken apart
 */
export async function readEntries(store: LogStore, first: number, count: number): Promise<Uint8Array[]> {
  const leaves = await tryRead(store, first, () => store.entries(first, count));
  while (leaves.length < count) {
    const next = first + leaves.length;
    const size = await knownSize(store);
    if (next >= size) break;
    // Either they came meanwhile, and are found now, or they cannot be read.
    const more = await tryRead(store, next, () => store.entries(next, Math.min(first + count, size) - next));
    if (more.length === 0) throw await notWhole(store, next);
    leaves.push(...more);
  }
  return leaves;
}

/** The batch that holds a leaf. @throws SimpulError `AUDIT.INTEGRITY` if it cannot be taken apart */
export async function readBatch(store: LogStore, index: number): Promise<OpenBatch> {
  return tryRead(store, index, async () => {
    const [batch] = await store.batches(index, 1);
    if (batch === undefined) return { first: index, leaves: [], sideCars: [] };
    const { first, bundle, sideCars } = batch;
    return { first, leaves: splitFrames(bundle, LEAF_PREFIX), sideCars: splitFrames(sideCars, SIDE_CAR_PREFIX) };
  });
}

/** Whatever a row that was tampered with makes the reading throw. */
async function tryRead<T>(store: LogStore, index: number, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isSimpulError(error)) throw error;
    throw await notWhole(store, index, error);
  }
}

/** How many leaves there must be: those of the batches, and those that a checkpoint covers. */
export async function knownSize(store: LogStore): Promise<number> {
  return Math.max((await store.tail())?.size ?? 0, (await store.checkpoint())?.size ?? 0);
}

/** The error that names which leaves are missing, or which one cannot be read. */
export async function notWhole(store: LogStore, index: number, cause?: unknown): Promise<SimpulError> {
  const name = (await store.identity())?.name ?? '';
  const lostEnd = { first: (await store.tail())?.size ?? 0, end: await knownSize(store) };
  const gaps = [...(await store.gaps()), lostEnd];
  const gap = gaps.find(({ first, end }) => first <= index && index < end);
  const reason =
    gap === undefined
      ? `leaf ${index} of ${name} cannot be read`
      : `leaves ${gap.first} to ${gap.end - 1} of ${name} are missing`;
  return new SimpulError(AUDIT.INTEGRITY, { params: { reason }, cause });
}
