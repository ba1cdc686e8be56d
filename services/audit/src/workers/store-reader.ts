import type { LogEntry, LogStore } from '@simpul/store';
import { knownSize, notWhole, type OpenBatch, readBatch, readEntries } from './read-leaves.ts';
import { readTile } from './tile-repair.ts';

/** What reads the log: the store's reading methods and two of our own. */
export interface LogReader extends Pick<
  LogStore,
  | 'identity'
  | 'verifierKeys'
  | 'checkpoint'
  | 'signed'
  | 'tail'
  | 'tile'
  | 'entries'
  | 'locate'
  | 'search'
  | 'indexedTo'
  | 'findings'
> {
  /** Leaves and side-cars at several indexes, in the order of the indexes; undefined beyond the log's end. */
  entriesAt(indexes: readonly number[]): Promise<(LogEntry | undefined)[]>;
  /** Root of the tree of a size that the log had after some batch; undefined for any other size and for 0. */
  rootAt(size: number): Promise<Uint8Array | undefined>;
}

/**
 * Reads from a store on this thread. What should be there and is not, or cannot be taken apart, is `AUDIT.INTEGRITY`, which
 * names the leaves; lost tiles are made again from what they are made of.
 */
export function createStoreReader(store: LogStore): LogReader {
  return {
    identity: () => store.identity(),
    verifierKeys: () => store.verifierKeys(),
    checkpoint: () => store.checkpoint(),
    signed: () => store.signed(),
    tail: () => store.tail(),
    tile: (level, n) => readTile(store, { level, n }),
    entries: (first, count) => readEntries(store, first, count),
    locate: (ids) => store.locate(ids),
    search: (filter, page) => store.search(filter, page),
    indexedTo: () => store.indexedTo(),
    findings: (query, page) => store.findings(query, page),
    async entriesAt(indexes) {
      const size = await knownSize(store);
      const entries: (LogEntry | undefined)[] = [];
      // Neighbours lie in one batch, which is read once.
      let batch: OpenBatch = { first: 0, leaves: [], sideCars: [] };
      for (const index of indexes) {
        if (index >= size) {
          entries.push(undefined);
          continue;
        }
        if (index < batch.first || index >= batch.first + batch.leaves.length) batch = await readBatch(store, index);
        const leaf = batch.leaves[index - batch.first];
        const sideCar = batch.sideCars[index - batch.first];
        if (leaf === undefined || sideCar === undefined) throw await notWhole(store, index);
        entries.push({ leaf, sideCar });
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
