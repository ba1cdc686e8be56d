import { create as createAudit } from '@simpul/audit';
import { createBus, type Module } from '@simpul/bus';
import { auditVerification, type PlanEntry, type RegistryObject } from '@simpul/contracts';
import { create as createExchange } from '@simpul/exchange';
import { create as createGateway, type MetricsDoor, openMetricsDoor } from '@simpul/gateway';
import { create as createIdentity, type UpstreamConfig } from '@simpul/identity';
import { REGION_SCHEMA } from '@simpul/region';
import { create as createRegistry } from '@simpul/registry';
import { type CollectionSpec, DocumentThread, openSqliteDocumentStore } from '@simpul/store';
import { createMetrics, type Logger, type Tracing } from '@simpul/telemetry';
import { rmSync } from 'node:fs';
import type { DataLayout } from './data-layout.ts';
import type { DoorConfig } from './door-config.ts';
import { refuseSandboxSettings } from './production.ts';
import { createStreamMeter } from '../stream-garbage.ts';
import { DATA_FORMAT, readInstanceFile, refuseOtherSetUp, writeJsonFile } from './instance-file.ts';

/** What the whole bus in one process is told. */
export interface ComposeConfig {
  readonly layout: DataLayout;
  readonly instance: string;
  readonly mode: 'sandbox' | 'production';
  readonly publicUrl: string;
  readonly host: string;
  readonly port: number;
  readonly door: DoorConfig;
  readonly metrics: { readonly port: number; readonly elsewhere: boolean };
  /** Objects of the region file, if one was given. */
  readonly region: readonly RegistryObject[] | undefined;
  /** Text of the file of witnesses. */
  readonly witnessPolicy: string | undefined;
  /** The region's own OpenID provider. */
  readonly upstream: UpstreamConfig | undefined;
  /** Command that makes a real exchange in this region. */
  readonly example: string | undefined;
}

export interface ComposeDeps {
  readonly logger: Logger;
  readonly tracing: Tracing;
  readonly onPlan: (entries: readonly PlanEntry[]) => void;
  /** Told when the process must end: its store failed and what it knows can no longer be trusted. */
  readonly onFatal: (error: unknown) => void;
}

/** The bus, running. */
export interface RunningBus {
  readonly url: string;
  readonly metricsUrl: string;
  /** Unready, stop accepting, finish, and close in order: gateway, exchange, others, audit (design 02). */
  stop(): Promise<void>;
}

/** Bytes that may stream before their buffers are given back: so few that the engine does not collect for their sake itself. */
const COLLECTED_BYTES = 4 * 1024 * 1024;
/** Name of this process in leaves; one data folder is one node. */
const NODE_ID = 'simpul-1';

/** Composes gateway and services in one process and starts them. What was started is stopped again if a later part fails. */
export async function compose(config: ComposeConfig, deps: ComposeDeps): Promise<RunningBus> {
  const { layout, instance, mode, publicUrl, host, port, door: doorConfig, region } = config;
  const { logger, tracing, onPlan, onFatal } = deps;
  const setUp = { format: DATA_FORMAT, mode, instance, publicUrl };
  const known = readInstanceFile(layout.instanceFile);
  if (known !== undefined) refuseOtherSetUp(layout.folder, known, setUp);
  if (mode === 'production') refuseSandboxSettings({ publicUrl, door: doorConfig, credentials: layout.credentials });

  const metrics = createMetrics();
  const bus = createBus({
    nodeId: NODE_ID,
    onFailure: (action, err) => logger.error({ action, err }, 'an action failed unexpectedly'),
  });
  const thread = new DocumentThread();
  const openStore = (service: string) => (collections: readonly CollectionSpec[], format: number, oldest?: number) =>
    openSqliteDocumentStore({ file: layout.store(service), collections, format, oldest, thread, onFailure: onFatal });
  const modules: Module[] = [];
  let stopping = false;
  const notReady = (): string[] => {
    if (stopping) return ['stopping'];
    return modules.flatMap((module) => {
      const reason = module.notReady();
      return reason === undefined ? [] : [`${module.name}: ${reason}`];
    });
  };

  let door: MetricsDoor | undefined;
  async function stop(): Promise<void> {
    stopping = true;
    for (const module of modules.toReversed()) {
      await module.stop().catch((err: unknown) => logger.error({ err, module: module.name }, 'did not stop cleanly'));
    }
    await bus.stop();
    await door?.stop();
    await tracing.stop();
    rmSync(layout.endpointFile, { force: true });
  }

  const listeners = [
    { host, port },
    { host: '127.0.0.1', port: config.metrics.port },
  ];
  const audit = createAudit(
    {
      publicUrl,
      mode,
      instance,
      storeFile: layout.store('audit'),
      keysDir: layout.keys,
      nodeId: NODE_ID,
      witnessPolicy: config.witnessPolicy,
    },
    { bus, logger, onFatal },
  );
  const registry = await createRegistry(
    { nodeId: NODE_ID, region },
    { bus, logger, openStore: openStore('registry'), onPlan },
  );
  const identity = createIdentity(
    {
      nodeId: NODE_ID,
      publicUrl,
      mode,
      instance,
      keysDir: layout.keys,
      credentialsDir: layout.credentials,
      upstream: config.upstream,
      ownListeners: () => listeners,
    },
    { bus, logger, openStore: openStore('identity') },
  );
  const exchange = await createExchange(
    { publicUrl, nodeId: NODE_ID, keysDir: layout.keys, ownsStore: true, ownListeners: () => listeners },
    { bus, logger, metrics, tracing, openStore: openStore('exchange'), onPassed: createStreamMeter(COLLECTED_BYTES) },
  );
  const gateway = await createGateway(
    { publicUrl, host, port, ...doorConfig, regionSchema: REGION_SCHEMA, example: config.example },
    { bus, logger, metrics, tracing, notReady },
  );
  // All of them, since some hold a store from the first: where one does not start, the others are stopped too.
  modules.push(audit, registry, identity, exchange, gateway);
  try {
    await bus.start();
    for (const module of modules) await module.start();
    door = await openMetricsDoor({ ...config.metrics, metrics, notReady });
    listeners.push({ host: '127.0.0.1', port: door.port });
    const { logs } = await bus.as('gateway').call(auditVerification, {});
    if (known === undefined)
      writeJsonFile(layout.instanceFile, { ...setUp, logOrigins: logs.map(({ origin }) => origin) });
  } catch (error) {
    await stop();
    throw error;
  }
  const scheme = doorConfig.tls === undefined ? 'http' : 'https';
  const url = `${scheme}://${host === '127.0.0.1' ? 'localhost' : host}:${gateway.address().port}`;
  const metricsUrl = `http://127.0.0.1:${door.port}`;
  writeJsonFile(layout.endpointFile, { url, metricsUrl, pid: process.pid });
  return { url, metricsUrl, stop };
}
