import { type LogStore, openSqliteLogStore } from '@simpul/store';
import { createStoreReader, type LogReader } from './store-reader.ts';
import { hostMethods } from './worker-host.ts';

/** What the reader's thread does: the log's reading methods, their arguments as one list. */
export type ReaderMethods = {
  [M in keyof LogReader]: (parameters: Parameters<LogReader[M]>) => ReturnType<LogReader[M]>;
} & {
  open(file: string): Promise<void>;
  close(): Promise<void>;
};

let opened: { readonly store: LogStore; readonly read: LogReader } | undefined;

function reader(): LogReader {
  if (opened === undefined) throw new TypeError('the log is not open');
  return opened.read;
}

hostMethods({
  async open(file) {
    const store = openSqliteLogStore({ file, readOnly: true });
    opened = { store, read: createStoreReader(store) };
  },
  checkpoint: async () => reader().checkpoint(),
  tail: async () => reader().tail(),
  tile: async ([level, n]) => reader().tile(level, n),
  entries: async ([first, count]) => reader().entries(first, count),
  locate: async ([ids]) => reader().locate(ids),
  search: async ([filter, page]) => reader().search(filter, page),
  indexedTo: async () => reader().indexedTo(),
  entriesAt: async ([indexes]) => reader().entriesAt(indexes),
  rootAt: async ([size]) => reader().rootAt(size),
  close: async () => opened?.store.close(),
} satisfies ReaderMethods);
