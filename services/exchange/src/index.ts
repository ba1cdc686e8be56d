import {
  AUTHORITY_MAX_AGE_MS,
  type Bus,
  createAccessTokenVerifier,
  createHeartbeat,
  createRecorder,
  followDenylist,
  followRegistry,
  keptIn,
  leafActor,
  leafText,
  type Module,
} from '@simpul/bus';
import { createDispatcher, loadConnector } from '@simpul/connectors';
import { identityPublishKeys } from '@simpul/contracts';
import { createContractReader } from '@simpul/openapi';
import type { CollectionSpec, DocumentStore } from '@simpul/store';
import type { Logger, Metrics, Tracing } from '@simpul/telemetry';
import { randomUUID } from 'node:crypto';
import { v7 as uuidV7 } from 'uuid';
import { UnderWay } from './actions/under-way.ts';
import { CONTRACT_LIMITS, type ExchangeConfig, SWEEP_MS } from './config.ts';
import { createContractCache } from './domain/contract-cache.ts';
import { Directory } from './domain/directory.ts';
import { createExampleAnswers } from './domain/example-answers.ts';
import { createRegionDay } from './domain/region-day.ts';
import { createVersionHeaders } from './domain/version-headers.ts';
import { HashThread } from './hashing/hash-thread.ts';
import { type Intent, INTENTS, STORE_FORMAT } from './journal/intent.ts';
import { createJournal } from './journal/journal.ts';
import { createLeftovers } from './journal/leftovers.ts';
import { createStoreGuard } from './journal/store-guard.ts';
import { createLeasedQuota, QUOTA_SHARES, type QuotaShare } from './quota/leased-quota.ts';
import { createOwnQuota } from './quota/own-quota.ts';
import { serveExchange } from './service.ts';
import { createRotations, type Rotation, ROTATIONS } from './signatures/rotations.ts';
import { createResponseKeys } from './signatures/response-keys.ts';
import { SignatureThread } from './signatures/signature-thread.ts';
import { followSignatureKeys } from './signatures/signature-keys.ts';
import { createRefusals } from './steps/refusal.ts';
import { createServiceRuntimes } from './steps/service-runtime.ts';

export type { ExchangeConfig } from './config.ts';

export interface ExchangeDeps {
  readonly bus: Bus;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** Opens the exchange's own store with these collections. */
  readonly openStore: (collections: readonly CollectionSpec[], format: number) => Promise<DocumentStore>;
  /** Told how many bytes stream through, whose buffers are garbage from then on. */
  readonly onPassed?: (bytes: number) => void;
}

/** Networks that may be addressed before the registry was heard. */
const NOWHERE: readonly string[] = [];
/** Milliseconds that exchanges under way get to finish at a stop (design 02). */
const DRAIN_MS = 25_000;
/** Milliseconds that a stopping node gives audit to take the last leaves. */
const FLUSH_MS = 5000;

/** Creates the exchange service: authorise, validate, record, dispatch, account. */
export async function create(config: ExchangeConfig, deps: ExchangeDeps): Promise<Module> {
  const { bus, logger, metrics, tracing } = deps;
  const client = bus.as('exchange');
  const store = await deps.openStore([INTENTS, QUOTA_SHARES, ROTATIONS], STORE_FORMAT);
  const intents = store.collection<Intent>(INTENTS);
  const directory = new Directory();
  const source = { node: config.nodeId, boot: randomUUID() };
  const guard = createStoreGuard({ onFailure: (err) => logger.warn({ err }, 'the store answered late, and not well') });
  const recorder = createRecorder({
    client,
    source,
    logger,
    onRecorded: (ids, superseded) => journal.settle(ids, superseded),
  });
  const journal = createJournal({ intents, guard, recorder, source, logger });
  const { ownsStore } = config;
  const quotas = createLeasedQuota({ shares: store.collection<QuotaShare>(QUOTA_SHARES), guard });
  const leftovers = createLeftovers({ intents, client, recorder, source, ownsStore, logger });
  const heartbeat = createHeartbeat({ recorder, overdue: () => leftovers.overdue(), logger });
  const refusals = createRefusals({ journal, recorder, metrics, logger });
  const kept = keptIn(config.snapshotDir, 'exchange', config.authorityMaxAgeMs);
  const follower = followRegistry(bus, client, {
    apply: (changed, deleted) => directory.apply(changed, deleted),
    onFailure: (err) => logger.warn({ err }, 'the registry does not answer'),
    kept: kept.registry,
  });
  const denylist = followDenylist(bus, client, {
    onFailure: (err) => logger.warn({ err }, 'identity does not say which tokens are denied'),
    kept: kept.denylist,
    authorityMaxAgeMs: config.authorityMaxAgeMs,
  });
  const threads = new SignatureThread();
  const signatureKeys = followSignatureKeys(bus, client, {
    threads,
    onFailure: (err) => logger.warn({ err }, 'identity does not say which keys sign'),
    authorityMaxAgeMs: config.authorityMaxAgeMs,
  });
  const responseKeys = createResponseKeys({
    folder: config.keysDir,
    async record(kid, actor) {
      const id = uuidV7();
      const who = actor === undefined ? undefined : leafActor(actor);
      const leaf = { id, type: 'key.added', time: Date.now(), op: `${kid}/bus-response`, ...who?.leaf };
      await recorder.record(id, (src) => leafText(leaf, src), who?.sideCar ?? {});
      return id;
    },
    publish: async (keys) => void (await client.call(identityPublishKeys, { keys: [...keys] })),
    rotations: createRotations(store.collection<Rotation>(ROTATIONS)),
    threads,
    logger,
  });
  const { createRestConnector } = await loadConnector('rest');
  const connector = createRestConnector({
    egress: () => directory.settings?.egress.allow ?? NOWHERE,
    ownListeners: config.ownListeners,
    held: bus.held,
  });
  const reader = createContractReader(CONTRACT_LIMITS);
  const contracts = createContractCache(reader);
  const hashes = new HashThread();
  const closing = new AbortController();
  const underWay = new UnderWay(metrics.exchangesOpen);
  let isOpen = false;
  serveExchange(bus, {
    directory,
    tokens: createAccessTokenVerifier(client, denylist),
    audience: `${config.publicUrl}/r1`,
    contracts,
    exampleOf: createExampleAnswers(contracts),
    versionHeaders: createVersionHeaders({
      publicUrl: config.publicUrl,
      timeZone: () => directory.settings?.timezone ?? 'UTC',
    }),
    spendQuota: ownsStore ? createOwnQuota() : quotas.spend,
    regionDay: createRegionDay(),
    signatureKeys,
    responseKey: () => responseKeys.current(),
    rotateKey: (actor) => responseKeys.rotate(actor),
    errorStyle: () => directory.settings?.xroad.errorStyle ?? 'x7',
    isOpen: () => isOpen,
    isStale: () => follower.age() > (config.authorityMaxAgeMs ?? AUTHORITY_MAX_AGE_MS),
    journal,
    recorder,
    dispatch: createDispatcher(connector),
    runtimeOf: createServiceRuntimes(connector),
    recordRefusal: refusals.record,
    lanes: bus.lanes,
    closing: closing.signal,
    hashes,
    onPassed: deps.onPassed ?? (() => undefined),
    publicUrl: config.publicUrl,
    underWay,
    metrics,
    tracing,
    logger,
  });

  let sweeper: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;
  async function sweep(): Promise<void> {
    const sent = await leftovers.close();
    if (sent > 0) logger.warn({ intents: sent }, 'closed exchanges that were left open');
    await Promise.all([journal.prune(), quotas.prune()]);
    guard.answered();
  }

  return {
    name: 'exchange',
    async start() {
      await Promise.all([follower.start(), denylist.start(), signatureKeys.start()]);
      await responseKeys.start();
      heartbeat.begin();
      await sweep();
      isOpen = true;
      sweeper = setInterval(() => {
        refusals.flush(false);
        sweeping ??= sweep()
          .then(() => heartbeat.beat())
          .catch((err: unknown) => logger.error({ err }, 'looking for open intents failed'))
          .finally(() => (sweeping = undefined));
      }, SWEEP_MS).unref();
    },
    async stop() {
      isOpen = false;
      // A gateway of the same process has waited for what it asked for already.
      if (!bus.isHere('gateway')) await underWay.drain(DRAIN_MS);
      closing.abort();
      clearInterval(sweeper);
      follower.stop();
      denylist.stop();
      signatureKeys.stop();
      responseKeys.stop();
      refusals.flush(true);
      await sweeping;
      heartbeat.end();
      await recorder.stop(FLUSH_MS);
      await journal.close();
      await hashes.stop();
      await reader.stop();
      await threads.close();
      await store.close();
    },
    notReady() {
      if (!isOpen) return 'the exchange has not started, or ends';
      if (directory.settings === undefined) return 'the registry holds no region yet';
      if (!guard.available()) return 'the store does not answer';
      return recorder.available() ? undefined : 'audit does not acknowledge leaves';
    },
  };
}
