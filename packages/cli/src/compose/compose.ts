import { createBus } from '@simpul/bus';
import { auditVerification, type PlanEntry } from '@simpul/contracts';
import { openMetricsDoor, type MetricsDoor } from '@simpul/gateway';
import { createMetrics, type Logger, type Tracing } from '@simpul/telemetry';
import { rmSync } from 'node:fs';
import type { ComposeConfig } from './compose-config.ts';
import { claimFolder } from './claim-folder.ts';
import { writeJsonFile } from './instance-file.ts';
import { knownDoors } from './known-doors.ts';
import type { Surroundings } from './modules/recipe.ts';
import { recipesOf } from './modules/recipes.ts';
import { createOpenStore } from './open-stores.ts';
import { joinCluster, type Made, startInOrder, startSideBySide } from './start-modules.ts';

export interface ComposeDeps {
  readonly logger: Logger;
  readonly tracing: Tracing;
  /** Aborted when the process must end, also before it is ready. */
  readonly signal: AbortSignal;
  readonly onPlan: (entries: readonly PlanEntry[]) => void;
  /** Told of what is elsewhere and is waited for. */
  readonly onWait: (missing: readonly string[]) => void;
  /** Told when the process must end: its store failed and what it knows can no longer be trusted. */
  readonly onFatal: (error: unknown) => void;
}

/** A process of the bus, running. */
export interface RunningBus {
  /** Its name on the bus. */
  readonly nodeId: string;
  /** Its log; in a cluster each line names the process. */
  readonly logger: Logger;
  readonly metricsUrl: string;
  /** Unready, leave the cluster, stop accepting, finish, and close in order: gateway, exchange, others, audit, signer (design 02). */
  stop(): Promise<void>;
}

/** Name of the whole bus in one process, in leaves; one data folder is one node. */
const SINGLE_NODE = 'simpul-1';

/**
 * Makes the modules of this process and starts them. What was started is stopped again if a later part fails, or the process must
 * end before.
 */
export async function compose(config: ComposeConfig, deps: ComposeDeps): Promise<RunningBus> {
  const { layout, host, port, cluster, connection } = config;
  const { tracing, signal, onFatal } = deps;
  const { node, isNew, setUp } = claimFolder(config);
  const nodeId = cluster === undefined ? SINGLE_NODE : `${cluster.party}.${node}`;
  const logger = cluster === undefined ? deps.logger : deps.logger.child({ node: nodeId });
  const onWait = (missing: readonly string[]): void => {
    logger.info({ missing }, 'waiting');
    deps.onWait(missing);
  };

  const metrics = createMetrics();
  const bus = createBus({
    nodeId,
    onFailure: (action, err) => logger.error({ action, err }, 'an action failed unexpectedly'),
    onDropped: (reason) => metrics.busPacketsDropped.inc({ reason }),
    ...(cluster === undefined ? {} : { nats: { ...cluster, instance: node, onFatal, logger } }),
  });
  metrics.showHeldBytes(() => bus.held.taken());
  const recipes = recipesOf(config);
  const calls = [...new Set(recipes.flatMap((recipe) => recipe.calls))];
  const made: Made[] = [];
  let stopping = false;
  const notReady = (): string[] => {
    if (stopping) return ['stopping'];
    const modules = made.map(({ module }) => ({ name: module.name, reason: module.notReady() }));
    const missing = bus.missing(calls).map((name) => ({ name, reason: 'cannot be called' }));
    return [{ name: 'bus', reason: bus.notReady() }, ...modules, ...missing].flatMap(({ name, reason }) =>
      reason === undefined ? [] : [`${name}: ${reason}`],
    );
  };

  let door: MetricsDoor | undefined;
  async function stop(): Promise<void> {
    stopping = true;
    await bus.leave().catch((err: unknown) => logger.error({ err }, 'others were not told that this process ends'));
    for (const { module } of made.toReversed()) {
      await module.stop().catch((err: unknown) => logger.error({ err, module: module.name }, 'did not stop cleanly'));
    }
    await bus.stop();
    await door?.stop();
    await tracing.stop();
    rmSync(layout.endpointFile, { force: true });
  }

  const hasGateway = recipes.some(({ name }) => name === 'gateway');
  const listeners = [...(hasGateway ? [{ host, port }] : []), ...knownDoors(config)];
  const openStore = createOpenStore({ layout, connection, onFailure: onFatal });
  const surroundings: Surroundings = { ...deps, config, nodeId, bus, logger, metrics, openStore, listeners, notReady };
  try {
    // All of them before the first starts, since some hold a store from the first.
    for (const recipe of recipes) made.push({ recipe, module: await recipe.create(surroundings) });
    door = await openMetricsDoor({ ...config.metrics, metrics, notReady });
    listeners.push({ host: '127.0.0.1', port: door.port });
    const metricsUrl = `http://127.0.0.1:${door.port}`;
    writeJsonFile(layout.endpointFile, {
      ...(hasGateway ? { url: doorUrl(config) } : {}),
      metricsUrl,
      pid: process.pid,
    });
    if (cluster === undefined) {
      await bus.start();
      await startInOrder(made);
    } else {
      await joinCluster({ bus, signal, onWait });
      await startSideBySide(made, { bus, signal, onWait });
    }
    if (cluster === undefined && isNew) {
      const { logs } = await bus.as('gateway').call(auditVerification, {});
      writeJsonFile(layout.instanceFile, { ...setUp, logOrigins: logs.map(({ origin }) => origin) });
    }
    return { nodeId, logger, metricsUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where callers on this machine find the gateway. */
function doorUrl({ door, host, port }: ComposeConfig): string {
  const scheme = door.tls === undefined ? 'http' : 'https';
  return `${scheme}://${host === '127.0.0.1' ? 'localhost' : host}:${port}`;
}
