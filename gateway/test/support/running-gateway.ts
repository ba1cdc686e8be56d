import { type Bus, createBus, handler } from '@simpul/bus';
import {
  type Action,
  auditFile,
  auditFindings,
  auditReceipt,
  auditRecords,
  auditVerification,
  type ExchangeAnswer,
  exchangeDirectory,
  exchangeDispatch,
  exchangeMetadata,
  exchangeStream,
  identityAddKey,
  identityChanges,
  identityDecideKey,
  identityEndSessions,
  identityGrant,
  identityHttp,
  identityInvite,
  identityKeyRequests,
  identityKeys,
  identityListKeys,
  identityNoteProof,
  identityPeople,
  identityPerson,
  identityRemove,
  identityRequestKey,
  identityRevokeKey,
  identityRotateBusKey,
  type Params,
  registryApply,
  registryCatalog,
  registryChanges,
  type RegistryObject,
  registryPlan,
  type Result,
  type ServiceName,
} from '@simpul/contracts';
import { BUS, SimpulError } from '@simpul/errors';
import { createMetrics, createTracing, type Metrics } from '@simpul/telemetry';
import { setImmediate } from 'node:timers/promises';
import { create, type Gateway } from '../../src/index.ts';
import { keptLogger } from './kept-logger.ts';
import { createTokenIssuer, type TokenIssuer } from './token-issuer.ts';

export const PUBLIC_URL = 'https://bus.example';
export const OPEN_CLIENT = 'ID-LA/GOV/1871-DPMPTSP/sicantik';

/** What the services behind the gateway answer; a test replaces members. */
export interface Behind {
  dispatch(call: Params<typeof exchangeDispatch>): ExchangeAnswer | Promise<ExchangeAnswer>;
  stream(call: Params<typeof exchangeStream>): ExchangeAnswer | Promise<ExchangeAnswer>;
  metadata(call: Params<typeof exchangeMetadata>): ExchangeAnswer;
  directory(params: Params<typeof exchangeDirectory>): Result<typeof exchangeDirectory>;
  verification(): Result<typeof auditVerification>;
  file(params: Params<typeof auditFile>): Result<typeof auditFile>;
  receipt(params: Params<typeof auditReceipt>): Result<typeof auditReceipt>;
  records(params: Params<typeof auditRecords>): Result<typeof auditRecords>;
  findings(params: Params<typeof auditFindings>): Result<typeof auditFindings>;
  identity(params: Params<typeof identityHttp>): Result<typeof identityHttp>;
  people(action: string, params: unknown): unknown;
  catalog(params: Params<typeof registryCatalog>): Result<typeof registryCatalog>;
  apply(params: Params<typeof registryApply>): Result<typeof registryApply>;
  /** Everything about keys. */
  keys(action: string, params: unknown): unknown;
}

/** The gateway on a real socket and a real bus, before stub services. */
export interface RunningGateway {
  readonly bus: Bus;
  readonly gateway: Gateway;
  readonly origin: string;
  readonly port: number;
  readonly behind: Behind;
  readonly issuer: TokenIssuer;
  readonly lines: readonly Record<string, unknown>[];
  /** Why the process is not ready. */
  readonly reasons: string[];
  readonly metrics: Metrics;
  stop(): Promise<void>;
}

export interface GatewaySetUp {
  readonly roundTrip?: boolean;
  readonly mode?: 'sandbox' | 'production';
  readonly host?: string;
  /** The gateway runs apart from the others, of which these are away. */
  readonly away?: Set<ServiceName>;
  /** Does not wait until the gateway has heard all it needs. */
  readonly early?: boolean;
}

const PEOPLE = [
  identityPeople,
  identityPerson,
  identityInvite,
  identityGrant,
  identityRemove,
  identityEndSessions,
] as const;
const KEY_ACTIONS = [
  identityListKeys,
  identityAddKey,
  identityRevokeKey,
  identityRequestKey,
  identityKeyRequests,
  identityDecideKey,
  identityRotateBusKey,
];

export const OK: ExchangeAnswer = { status: 200, headers: ['Content-Type', 'text/plain'], body: Buffer.from('yes') };

export async function runGateway(setUp: GatewaySetUp = {}): Promise<RunningGateway> {
  const { roundTrip = false, mode = 'sandbox', host = '127.0.0.1', away, early = false } = setUp;
  const one = createBus({ nodeId: 'node-1', roundTrip });
  const bus = away === undefined ? one : apartFrom(one, away);
  const issuer = await createTokenIssuer(`${PUBLIC_URL}/oauth2`);
  const { logger, lines } = keptLogger();
  const reasons: string[] = [];
  const metrics = createMetrics();
  const behind = defaultBehind();
  const proofs = new Set<string>();
  const answer = <T>(make: () => T | Promise<T>): Promise<T> => Promise.resolve().then(make);
  bus.serve('exchange', [
    handler(exchangeDispatch, (params) => answer(() => behind.dispatch(params))),
    handler(exchangeStream, (params) => answer(() => behind.stream(params))),
    handler(exchangeMetadata, (params) => answer(() => behind.metadata(params))),
    handler(exchangeDirectory, (params) => answer(() => behind.directory(params))),
  ]);
  bus.serve('audit', [
    handler(auditVerification, () => answer(() => behind.verification())),
    handler(auditFile, (params) => answer(() => behind.file(params))),
    handler(auditReceipt, (params) => answer(() => behind.receipt(params))),
    handler(auditRecords, (params) => answer(() => behind.records(params))),
    handler(auditFindings, (params) => answer(() => behind.findings(params))),
  ]);
  bus.serve('identity', [
    handler(identityChanges, () => Promise.resolve({ revision: 0, denials: [], more: false })),
    handler(identityKeys, () => Promise.resolve(issuer.keys)),
    ...KEY_ACTIONS.map((action: Action) => handler(action, (params) => answer(() => behind.keys(action.name, params)))),
    handler(identityNoteProof, ({ id }) => Promise.resolve({ isNew: !proofs.has(id) && proofs.add(id).size > 0 })),
    handler(identityHttp, (params) => answer(() => behind.identity(params))),
    ...PEOPLE.map((action) =>
      handler(action, (params) => answer(() => behind.people(action.name, params) as Result<typeof action>)),
    ),
  ]);
  const changed = regionObjects(mode);
  bus.serve('registry', [
    handler(registryChanges, ({ since }) =>
      Promise.resolve({ revision: changed.length, changed: changed.slice(since), deleted: [], more: false }),
    ),
    handler(registryCatalog, (params) => answer(() => behind.catalog(params))),
    handler(registryPlan, (params) => answer(() => behind.apply(params))),
    handler(registryApply, (params) => answer(() => behind.apply(params))),
  ]);
  const gateway = await create(
    { publicUrl: PUBLIC_URL, host, port: 0, regionSchema: { type: 'object' } },
    { bus, logger, tracing: await createTracing({}), metrics, notReady: () => reasons },
  );
  await bus.start();
  const started = gateway.start();
  if (early) started.catch(() => undefined);
  else await started;
  while (gateway.address().port === 0) await setImmediate();
  const { port } = gateway.address();
  return {
    bus,
    gateway,
    origin: `http://127.0.0.1:${port}`,
    port,
    behind,
    issuer,
    lines,
    reasons,
    metrics,
    async stop() {
      await gateway.stop();
      await bus.stop();
    },
  };
}

/** A bus of several processes, of which some cannot be called; nothing of it is in the gateway's. */
function apartFrom(bus: Bus, away: ReadonlySet<ServiceName>): Bus {
  return {
    ...bus,
    isHere: () => false,
    missing: (services) => services.filter((service) => away.has(service)),
    as(name) {
      const client = bus.as(name);
      return {
        ...client,
        async call(action, params) {
          const [service = ''] = action.name.split('.');
          if (away.has(service as ServiceName)) throw new SimpulError(BUS.UNAVAILABLE, { params: { service } });
          return client.call(action, params);
        },
      };
    },
  };
}

function defaultBehind(): Behind {
  return {
    dispatch: () => OK,
    stream: () => OK,
    metadata: () => OK,
    directory: () => ({ instance: 'ID-LA', name: 'Lampung', mode: 'sandbox', agencies: [], members: [] }),
    verification: () => ({ logs: [], leafSchema: {} }),
    file: () => ({ contentType: 'text/plain', immutable: false }),
    receipt: () => ({ state: 'unknown' }),
    findings: () => ({ findings: [] }),
    records: () => ({ records: [], asOf: { log: 'L', size: 0, root: '' }, indexedTo: 0 }),
    identity: () => ({ status: 200, headers: ['Content-Type', 'application/json'], body: Buffer.from('{}') }),
    people: () => ({}),
    catalog: () => ({ region: { instance: 'ID-LA', name: { id: 'Lampung' } }, items: [], total: 0, revision: 1 }),
    apply: () => ({ entries: [], revision: 1 }),
    keys: () => ({}),
  };
}

function regionObjects(mode: 'sandbox' | 'production'): RegistryObject[] {
  return [
    {
      kind: 'settings',
      id: 'settings',
      value: {
        instance: 'ID-LA',
        name: { id: 'Lampung' },
        mode,
        timezone: 'Asia/Jakarta',
        xroad: { errorStyle: 'x7' },
        egress: { allow: [] },
      },
    },
    {
      kind: 'subsystem',
      id: OPEN_CLIENT,
      value: { id: OPEN_CLIENT, name: { id: 'siCantik' }, link: 'open', status: 'active', certificates: [] },
    },
  ];
}
