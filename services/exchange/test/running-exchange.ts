import { createBus, handler, type Module } from '@simpul/bus';
import {
  type AppendOutcome,
  auditAppend,
  auditKnown,
  type Denial,
  type ExchangeAnswer,
  exchangeDispatch,
  type ExchangeRequest,
  identityChanged,
  identityChanges,
  identityKeys,
  identityPublishKeys,
  identitySignatureKeys,
  type Leaf,
  type Params,
  registryChanged,
  registryChanges,
  type RegistryObject,
  type Result,
  type SideCar,
} from '@simpul/contracts';
import { BUS, SimpulError } from '@simpul/errors';
import { type DocumentStore, openSqliteDocumentStore } from '@simpul/store';
import { createMetrics, createTracing } from '@simpul/telemetry';
import { create } from '../src/index.ts';
import { type Intent, INTENTS } from '../src/journal/intent.ts';
import { requestOf, silent } from './sample-region.ts';
import { dirname } from 'node:path';

export interface ExchangeSetUp {
  readonly file: string;
  readonly objects: readonly RegistryObject[];
  readonly roundTrip?: boolean;
  readonly keys?: Result<typeof identityKeys>;
  readonly authorityMaxAgeMs?: number;
  readonly ownsStore?: boolean;
  /** Name of the node; `node-1` when left out. */
  readonly nodeId?: string;
  /** In place of the file. */
  readonly openStore?: () => Promise<DocumentStore>;
  /** Its gateways run in other processes. */
  readonly apart?: boolean;
  /** Where it keeps what it knows of the registry. */
  readonly snapshotDir?: string;
  readonly registryAway?: boolean;
  /** Whether it is started; it is when left out. */
  readonly begins?: boolean;
  /** What audit says of a leaf; `stored` when left out. */
  readonly outcomeOf?: (id: string) => AppendOutcome;
  /** Leaves that the log holds already. */
  readonly known?: readonly string[];
}

/** A leaf as audit got it, and what stood beside it. */
export interface Recorded {
  readonly leaf: Leaf;
  readonly sideCar: SideCar;
}

/** The exchange service on a real bus with a real store, among stand-ins of its neighbours. */
export interface RunningExchange {
  readonly bus: ReturnType<typeof createBus>;
  readonly module: Module;
  /** Leaves about exchanges. */
  readonly recorded: Recorded[];
  /** Leaves about the node itself. */
  readonly ofNode: Leaf[];
  /** Asks as the gateway does. */
  readonly exchange: (request?: Partial<ExchangeRequest>, body?: Uint8Array) => Promise<ExchangeAnswer>;
  /** Changes the registry and wakes its followers. */
  change(objects: readonly RegistryObject[]): Promise<void>;
  /** Denies tokens and wakes those who follow. */
  deny(denial: Denial): Promise<void>;
  intents(): Promise<Intent[]>;
  stop(): Promise<void>;
}

export const PUBLIC_URL = 'https://bus.example';

export async function runExchange(setUp: ExchangeSetUp): Promise<RunningExchange> {
  const {
    file,
    keys = { issuer: PUBLIC_URL, keys: [] },
    outcomeOf = () => 'stored',
    roundTrip = false,
    known = [],
  } = setUp;
  const one = createBus({ nodeId: 'node-1', roundTrip });
  const bus = setUp.apart === true ? { ...one, isHere: () => false } : one;
  const log: RegistryObject[] = [...setUp.objects];
  const denials: Denial[] = [];
  const recorded: Recorded[] = [];
  const ofNode: Leaf[] = [];
  const parse = (bytes: Uint8Array): unknown => (bytes.length === 0 ? {} : JSON.parse(Buffer.from(bytes).toString()));

  bus.serve('registry', [
    handler(registryChanges, async ({ since }) => {
      if (setUp.registryAway === true) throw new SimpulError(BUS.UNAVAILABLE, { params: { service: 'registry' } });
      return { revision: log.length, changed: log.slice(since), deleted: [], more: false };
    }),
  ]);
  bus.serve('identity', [
    handler(identityKeys, () => Promise.resolve(keys)),
    handler(identityChanges, ({ since }) =>
      Promise.resolve({ revision: denials.length, denials: denials.slice(since), more: false }),
    ),
    handler(identitySignatureKeys, () => Promise.resolve({ changed: [] })),
    handler(identityPublishKeys, () => Promise.resolve({})),
  ]);
  bus.serve('audit', [
    handler(auditAppend, ({ leaves }: Params<typeof auditAppend>) => {
      for (const { leaf, sideCar } of leaves) {
        const parsed = parse(leaf) as Leaf;
        if (/^(?:node|key)\./.test(parsed.type)) ofNode.push(parsed);
        else recorded.push({ leaf: parsed, sideCar: parse(sideCar) as SideCar });
      }
      return Promise.resolve({ outcomes: leaves.map(({ id }) => outcomeOf(id)) });
    }),
    handler(auditKnown, ({ ids }: Params<typeof auditKnown>) =>
      Promise.resolve({ known: ids.filter((id) => known.includes(id)) }),
    ),
  ]);
  let store: DocumentStore | undefined;
  const { authorityMaxAgeMs, snapshotDir, ownsStore = true } = setUp;
  const module = await create(
    {
      publicUrl: PUBLIC_URL,
      nodeId: setUp.nodeId ?? 'node-1',
      keysDir: dirname(file),
      ownsStore,
      ownListeners: () => [],
      authorityMaxAgeMs,
      snapshotDir,
    },
    {
      bus,
      logger: silent,
      metrics: createMetrics(),
      tracing: await createTracing({}),
      async openStore(collections, format) {
        return (store = await (setUp.openStore?.() ?? openSqliteDocumentStore({ file, collections, format })));
      },
    },
  );
  await bus.start();
  if (setUp.begins ?? true) await module.start();
  const gateway = bus.as('gateway');
  return {
    bus,
    module,
    recorded,
    ofNode,
    exchange: (request = {}, body = new Uint8Array()) =>
      gateway.call(exchangeDispatch, { ...requestOf(request), body }),
    async change(objects) {
      log.push(...objects);
      await bus.as('registry').announce(registryChanged);
    },
    async deny(denial) {
      denials.push(denial);
      await bus.as('identity').announce(identityChanged);
    },
    intents: async () => (await store?.collection<Intent>(INTENTS).find({ limit: 1000 })) ?? [],
    async stop() {
      await module.stop();
      await bus.stop();
    },
  };
}

/** A header of an answer; several values are joined by a bar. */
export function headerOf({ headers }: { headers: readonly string[] }, name: string): string | undefined {
  const values = headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === name.toLowerCase());
  return values.length === 0 ? undefined : values.join(' | ');
}
