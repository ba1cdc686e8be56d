import {
  AUTHORITY_MAX_AGE_MS,
  type Bus,
  createAccessTokenVerifier,
  createHeartbeat,
  createRecorder,
  followDenylist,
  followRegistry,
  leafActor,
  leafText,
  type Module,
} from '@simpul/bus';
import { createDispatcher, loadConnector } from '@simpul/connectors';
import { identityPublishKeys } from '@simpul/contracts';
import type { CollectionSpec, DocumentStore } from '@simpul/store';
import type { Logger, Metrics, Tracing } from '@simpul/telemetry';
import { randomUUID } from 'node:crypto';
import { v7 as uuidV7 } from 'uuid';
import { type ExchangeConfig, SWEEP_MS } from './config.ts';
import { createContractCache } from './domain/contract-cache.ts';
import { Directory } from './domain/directory.ts';
import { createExampleAnswers } from './domain/example-answers.ts';
import { createQuota } from './domain/quota.ts';
import { createRegionDay } from './domain/region-day.ts';
import { createVersionHeaders } from './domain/version-headers.ts';
import { HashThread } from './hashing/hash-thread.ts';
import { type Intent, INTENTS, STORE_FORMAT } from './journal/intent.ts';
import { createJournal } from './journal/journal.ts';
import { serveExchange } from './service.ts';
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
/** Milliseconds that a stopping node gives audit to take the last leaves. */
const FLUSH_MS = 5000;

/** Creates the exchange service: authorise, validate, record, dispatch, account. */
export async function create(config: ExchangeConfig, deps: ExchangeDeps): Promise<Module> {
  const { bus, logger, metrics, tracing } = deps;
  const client = bus.as('exchange');
  const store = await deps.openStore([INTENTS], STORE_FORMAT);
  const intents = store.collection<Intent>(INTENTS);
  const directory = new Directory();
  const source = { node: config.nodeId, boot: randomUUID() };
  const recorder = createRecorder({ client, source, logger, onRecorded: (ids) => journal.settle(ids) });
  const journal = createJournal({ intents, client, recorder, logger });
  const heartbeat = createHeartbeat({ recorder, overdue: () => journal.overdue(), logger });
  const refusals = createRefusals({ journal, recorder, metrics, logger });
  const follower = followRegistry(bus, client, {
    apply: (changed, deleted) => directory.apply(changed, deleted),
    onFailure: (err) => logger.warn({ err }, 'the registry does not answer'),
  });
  const denylist = followDenylist(bus, client, {
    onFailure: (err) => logger.warn({ err }, 'identity does not say which tokens are denied'),
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
    publish: async (keys) => void (await client.call(identityPublishKeys, { node: config.nodeId, keys: [...keys] })),
    threads,
    logger,
  });
  const { createRestConnector } = await loadConnector('rest');
  const connector = createRestConnector({
    egress: () => directory.settings?.egress.allow ?? NOWHERE,
    ownListeners: config.ownListeners,
    held: bus.held,
  });
  const contracts = createContractCache();
  const hashes = new HashThread();
  const closing = new AbortController();
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
    spendQuota: createQuota(),
    regionDay: createRegionDay(),
    signatureKeys,
    responseKey: () => responseKeys.current(),
    rotateKey: (actor) => responseKeys.rotate(actor),
    errorStyle: () => directory.settings?.xroad.errorStyle ?? 'x7',
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
    metrics,
    tracing,
    logger,
  });

  let sweeper: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;
  async function sweep(which: 'all' | 'overdue'): Promise<void> {
    const sent = await journal.sweep(which);
    if (sent > 0) logger.warn({ intents: sent }, 'closed exchanges that were left open');
    await journal.prune();
  }

  return {
    name: 'exchange',
    async start() {
      await Promise.all([follower.start(), denylist.start(), signatureKeys.start()]);
      await responseKeys.start();
      heartbeat.begin();
      if (config.ownsStore) await sweep('all');
      sweeper = setInterval(() => {
        refusals.flush(false);
        sweeping ??= sweep('overdue')
          .then(() => heartbeat.beat())
          .catch((err: unknown) => logger.error({ err }, 'looking for open intents failed'))
          .finally(() => (sweeping = undefined));
      }, SWEEP_MS).unref();
    },
    async stop() {
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
      await hashes.stop();
      await threads.close();
      await store.close();
    },
    notReady() {
      if (directory.settings === undefined) return 'the registry holds no region yet';
      return recorder.available() ? undefined : 'audit does not acknowledge leaves';
    },
  };
}
