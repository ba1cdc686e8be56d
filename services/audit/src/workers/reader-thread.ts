import { dirname } from 'node:path';
import { type Checks, startChecks } from '../completeness/checks.ts';
import type { Report } from '../completeness/outbox.ts';
import { OpenStores } from './open-stores.ts';
import { createStoreReader, type LogReader } from './store-reader.ts';
import { hostMethods } from './worker-host.ts';

/** A log to be checked. */
export interface CheckedFile {
  readonly name: string;
  readonly file: string;
}

/** What the reader's thread does: for the log in a file its reading methods, their arguments as one list; and the checks. */
export type ReaderMethods = {
  [M in keyof LogReader]: (call: {
    readonly file: string;
    readonly parameters: Parameters<LogReader[M]>;
  }) => ReturnType<LogReader[M]>;
} & {
  /** @param logs from the oldest to the one that grows */
  startChecks(logs: readonly CheckedFile[]): Promise<void>;
  /** Goes on with a log that follows those before. */
  addChecked(log: CheckedFile): Promise<void>;
  /** What the checks have to tell, as soon as there is something; nothing when they have ended. */
  reports(): Promise<Report[]>;
  stopChecks(): Promise<void>;
  /** Lets go of a file until it is asked for again. */
  release(file: string): Promise<void>;
  close(): Promise<void>;
};

/** Closed logs are asked for rarely. */
const MAX_OPEN = 4;

const stores = new OpenStores(MAX_OPEN);
let checks: Checks | undefined;

const of = (file: string): LogReader => createStoreReader(stores.of(file));

hostMethods({
  identity: async ({ file }) => of(file).identity(),
  verifierKeys: async ({ file }) => of(file).verifierKeys(),
  checkpoint: async ({ file }) => of(file).checkpoint(),
  tail: async ({ file }) => of(file).tail(),
  tile: async ({ file, parameters }) => of(file).tile(...parameters),
  entries: async ({ file, parameters }) => of(file).entries(...parameters),
  locate: async ({ file, parameters }) => of(file).locate(...parameters),
  search: async ({ file, parameters }) => of(file).search(...parameters),
  indexedTo: async ({ file }) => of(file).indexedTo(),
  findings: async ({ file, parameters }) => of(file).findings(...parameters),
  entriesAt: async ({ file, parameters }) => of(file).entriesAt(...parameters),
  rootAt: async ({ file, parameters }) => of(file).rootAt(...parameters),
  async startChecks(logs) {
    const [newest] = logs.slice(-1);
    if (newest === undefined || checks !== undefined) return;
    const checked = logs.map(({ name, file }) => ({ name, store: stores.lasting(file) }));
    checks = startChecks({ logs: checked, folder: dirname(newest.file) });
  },
  async addChecked({ name, file }) {
    checks?.add({ name, store: stores.lasting(file) });
  },
  reports: async () => checks?.reports() ?? [],
  stopChecks: async () => checks?.stop(),
  release: async (file) => stores.release(file),
  close: async () => stores.close(),
} satisfies ReaderMethods);
