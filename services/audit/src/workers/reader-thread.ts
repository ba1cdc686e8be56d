import { type Checks, startChecks } from '../completeness/checks.ts';
import type { Report } from '../completeness/outbox.ts';
import type { LogPlace } from '../places/log-place.ts';
import { OpenStores } from './open-stores.ts';
import { createStoreReader, type LogReader } from './store-reader.ts';
import { hostMethods } from './worker-host.ts';

/** A log to be checked. */
export interface CheckedPlace {
  readonly name: string;
  readonly place: LogPlace;
}

/** What the reader's thread does: for each log its reading methods, their arguments as one list; and the checks. */
export type ReaderMethods = {
  [M in keyof LogReader]: (call: {
    readonly place: LogPlace;
    readonly parameters: Parameters<LogReader[M]>;
  }) => ReturnType<LogReader[M]>;
} & {
  /** @param logs from the oldest to the one that grows @param folder keeps how far they got */
  startChecks(options: { readonly logs: readonly CheckedPlace[]; readonly folder: string }): Promise<void>;
  /** Goes on with a log that follows those before. */
  addChecked(log: CheckedPlace): Promise<void>;
  /** What the checks have to tell, as soon as there is something; nothing when they have ended. */
  reports(): Promise<Report[]>;
  stopChecks(): Promise<void>;
  /** Lets go of a log until it is asked for again. */
  release(place: LogPlace): Promise<void>;
  close(): Promise<void>;
};

/** Closed logs are asked for rarely. */
const MAX_OPEN = 4;

const stores = new OpenStores(MAX_OPEN);
let checks: Checks | undefined;

const of = async (place: LogPlace): Promise<LogReader> => createStoreReader(await stores.of(place));

hostMethods({
  identity: async ({ place }) => (await of(place)).identity(),
  verifierKeys: async ({ place }) => (await of(place)).verifierKeys(),
  checkpoint: async ({ place }) => (await of(place)).checkpoint(),
  signed: async ({ place }) => (await of(place)).signed(),
  tail: async ({ place }) => (await of(place)).tail(),
  tile: async ({ place, parameters }) => (await of(place)).tile(...parameters),
  entries: async ({ place, parameters }) => (await of(place)).entries(...parameters),
  locate: async ({ place, parameters }) => (await of(place)).locate(...parameters),
  search: async ({ place, parameters }) => (await of(place)).search(...parameters),
  indexedTo: async ({ place }) => (await of(place)).indexedTo(),
  findings: async ({ place, parameters }) => (await of(place)).findings(...parameters),
  entriesAt: async ({ place, parameters }) => (await of(place)).entriesAt(...parameters),
  rootAt: async ({ place, parameters }) => (await of(place)).rootAt(...parameters),
  async startChecks({ logs, folder }) {
    const checked = logs.map(({ name, place }) => ({ name, store: stores.lasting(place) }));
    checks ??= startChecks({ logs: checked, folder });
  },
  async addChecked({ name, place }) {
    checks?.add({ name, store: stores.lasting(place) });
  },
  reports: async () => checks?.reports() ?? [],
  stopChecks: async () => checks?.stop(),
  release: async (place) => stores.release(place),
  close: async () => stores.close(),
} satisfies ReaderMethods);
