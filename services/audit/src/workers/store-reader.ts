import type { LogEntry, LogStore } from '@simpul/store';
import { LEAF_PREFIX, SIDE_CAR_PREFIX, splitFrames } from '@simpul/store';

/** What reads the log: the store's reading methods and two of our own. */
export interface LogReader extends Pick<
  LogStore,
  'checkpoint' | 'tail' | 'tile' | 'entries' | 'locate' | 'search' | 'indexedTo'
> {
  /** Leaves and side-cars at several indexes, in the order of the indexes; undefined where the log has none. */
  entriesAt(indexes: readonly number[]): Promise<(LogEntry | undefined)[]>;
  /** Root of the tree of a size that the log had after some batch; undefined for any other size and for 0. */
  rootAt(size: number): Promise<Uint8Array | undefined>;
}

/** Reads from a store on this thread. */
export function createStoreReader(store: LogStore): LogReader {
  return {
    checkpoint: () => store.checkpoint(),
    tail: () => store.tail(),
    tile: (level, n) => store.tile(level, n),
    entries: (first, count) => store.entries(first, count),
    locate: (ids) => store.locate(ids),
    search: (filter, page) => store.search(filter, page),
    indexedTo: () => store.indexedTo(),
    async entriesAt(indexes) {
      const entries: (LogEntry | undefined)[] = [];
      // Neighbours lie in one batch, which is read once.
      let batch = { first: 0, leaves: [] as Uint8Array[], sideCars: [] as Uint8Array[] };
      for (const index of indexes) {
        if (index < batch.first || index >= batch.first + batch.leaves.length) batch = await readBatch(store, index);
        const leaf = batch.leaves[index - batch.first];
        const sideCar = batch.sideCars[index - batch.first];
        entries.push(leaf === undefined || sideCar === undefined ? undefined : { leaf, sideCar });
      }
      return entries;
    },
    async rootAt(size) {
      if (size < 1) return undefined;
      const [batch] = await store.batches(size - 1, 1);
      return batch !== undefined && batch.first + batch.ids.length === size ? batch.root : undefined;
    },
  };
}

async function readBatch(store: LogStore, index: number) {
  const [batch] = await store.batches(index, 1);
  if (batch === undefined) return { first: 0, leaves: [], sideCars: [] };
  const { first, bundle, sideCars } = batch;
  return { first, leaves: splitFrames(bundle, LEAF_PREFIX), sideCars: splitFrames(sideCars, SIDE_CAR_PREFIX) };
}
