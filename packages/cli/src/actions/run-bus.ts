import { CONFIG, isSimpulError, SimpulError } from '@simpul/errors';
import { acquireFolderLock, connectMongo, type MongoConnection } from '@simpul/store';
import { createLogger, createTracing, type Logger } from '@simpul/telemetry';
import { resolve } from 'node:path';
import { pino } from 'pino';
import { compose, type RunningBus } from '../compose/compose.ts';
import { type DataLayout, openDataFolder } from '../compose/data-layout.ts';
import { nameWarning, readDoorConfig } from '../compose/door-config.ts';
import { freePort } from '../compose/free-port.ts';
import { readInstanceFile } from '../compose/instance-file.ts';
import { settleSetUp } from '../compose/settle-set-up.ts';
import { readShape, type Shape } from '../compose/shape.ts';
import { DEFAULT_METRICS_PORT, type UpConfig } from '../compose/up-config.ts';
import { type Stop, untilStopped } from '../compose/until-stopped.ts';
import { readUpstream } from '../compose/upstream.ts';
import { readWitnessPolicyFile, witnessWarning } from '../compose/witness-policy.ts';
import { describePlan, waitingFor, welcome } from '../output/welcome.ts';
import type { Terminal } from '../terminal.ts';

/** What one start has at hand. */
interface Start {
  readonly config: UpConfig;
  readonly shape: Shape;
  readonly layout: DataLayout;
  readonly logger: Logger;
  readonly stop: Stop;
  readonly terminal: Terminal;
}

/** Runs the bus, or a part of it, in this process until it is told to stop. @throws SimpulError when it cannot start or go on. */
export async function runBus(config: UpConfig, terminal: Terminal): Promise<void> {
  const shape = readShape(config, terminal.cwd);
  const layout = openDataFolder(resolve(terminal.cwd, config.data));
  const lock = acquireFolderLock(layout.lockFile);
  let connection: MongoConnection | undefined;
  try {
    const start = { config, shape, layout, terminal, logger: openLog(config, layout), stop: untilStopped() };
    connection = shape.mongo === undefined ? undefined : await connectMongo(shape.mongo);
    await serve(start, connection);
  } finally {
    await connection?.close();
    lock.release();
  }
}

async function serve(start: Start, connection: MongoConnection | undefined): Promise<void> {
  const { logger, stop, terminal } = start;
  let bus: RunningBus;
  try {
    bus = await startBus(start, connection);
  } catch (error) {
    if (!stop.wasAsked()) throw error;
    logger.info({ err: error }, 'stopped before it was ready');
    terminal.out('Stopped.\n');
    return;
  }
  try {
    await stop.stopped;
  } catch (error) {
    logger.fatal({ err: error }, 'the bus cannot go on');
    throw isSimpulError(error)
      ? error
      : new SimpulError(CONFIG.INVALID, { params: { name: 'bus', reason: 'failed' }, cause: error });
  } finally {
    terminal.out('Stopping…\n');
    await bus.stop();
    terminal.out('Stopped.\n');
  }
}

/** Settles what this bus is, starts it, and says so. */
async function startBus(start: Start, connection: MongoConnection | undefined): Promise<RunningBus> {
  const { config, shape, layout, logger, stop, terminal } = start;
  const { signal } = stop;
  const { host, metricsPort } = config;
  const region = await regionOf(start);
  const witnessPolicy =
    config.witnessPolicy === undefined ? undefined : readWitnessPolicyFile(resolve(terminal.cwd, config.witnessPolicy));
  const door = readDoorConfig(config, terminal.cwd);
  const hasDoor = shape.services.includes('gateway');
  const port = hasDoor ? await freePort(host, config.port) : config.port;
  const publicUrl = config.publicUrl ?? `${door.tls === undefined ? 'http' : 'https'}://localhost:${port}`;
  const onWait = (missing: readonly string[]): void => terminal.out(waitingFor(missing));
  const { settings } = region ?? {};
  const { mode, instance } = await settleSetUp({
    layout,
    connection,
    publicUrl,
    settings,
    signal,
    onWait: () => onWait(['the first process with --region']),
  });
  const upstream = readUpstream(config, { cwd: terminal.cwd, mode });
  const bus = await compose(
    {
      ...shape,
      layout,
      connection,
      instance,
      mode,
      publicUrl,
      host,
      port,
      door,
      witnessPolicy,
      upstream,
      example: region?.example,
      authorityMaxAgeMs: config.authorityMaxAge * 1000,
      metrics: { port: metricsPort ?? DEFAULT_METRICS_PORT, elsewhere: metricsPort === undefined },
      region: region?.objects,
    },
    {
      logger,
      tracing: await createTracing(process.env),
      signal,
      onPlan: (entries) => terminal.out(describePlan(entries, config.region ?? '')),
      onWait,
      onFatal: stop.fail,
    },
  );
  const signs = shape.services.some((name) => name === 'audit' || name === 'signer');
  const warnings = {
    'no-witness': mode === 'production' && signs ? witnessWarning(witnessPolicy) : undefined,
    'certificate-name': hasDoor ? nameWarning(door, publicUrl) : undefined,
  };
  for (const [alert, warning] of Object.entries(warnings)) {
    if (warning === undefined) continue;
    bus.logger.warn({ alert }, warning);
    terminal.err(`warning: ${warning}\n`);
  }
  terminal.out(
    welcome({
      publicUrl,
      metricsUrl: bus.metricsUrl,
      folder: layout.folder,
      part: hasDoor ? undefined : bus.nodeId,
      // In a cluster its keys are with identity.
      example: shape.cluster === undefined ? region?.example : undefined,
    }),
  );
  bus.logger.info({ publicUrl, mode, instance }, 'ready');
  return bus;
}

/**
 * The region file, as far as this process has a use for it: the registry applies it and the gateway shows a call of it; all others
 * are born of it, and read nothing of it and nothing that reads it when they start again.
 */
async function regionOf({ config, shape, layout, terminal }: Start) {
  const { services } = shape;
  const hasUse = services.includes('registry') || services.includes('gateway');
  const isBorn = readInstanceFile(layout.instanceFile) !== undefined;
  if (config.region === undefined || (isBorn && !hasUse)) return undefined;
  const [{ readRegion }, { exampleCall }] = await Promise.all([
    import('../output/read-region.ts'),
    import('../compose/example-call.ts'),
  ]);
  const { objects, settings } = await readRegion(config.region, { terminal, quiet: false });
  return { objects, settings, example: exampleCall(objects, today()) };
}

function openLog(config: UpConfig, layout: DataLayout): Logger {
  const file = config.logFile ?? layout.logFile;
  if (file === '-') return createLogger({ level: config.logLevel });
  return createLogger({
    level: config.logLevel,
    destination: pino.destination({ dest: file, mkdir: true, sync: true }),
  });
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
