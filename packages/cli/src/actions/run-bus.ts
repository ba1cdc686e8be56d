import type { PlanEntry } from '@simpul/contracts';
import { CONFIG, isSimpulError, SimpulError } from '@simpul/errors';
import { acquireFolderLock } from '@simpul/store';
import { createLogger, createTracing, type Logger } from '@simpul/telemetry';
import { resolve } from 'node:path';
import { pino } from 'pino';
import { compose } from '../compose/compose.ts';
import { type DataLayout, openDataFolder } from '../compose/data-layout.ts';
import { nameWarning, readDoorConfig } from '../compose/door-config.ts';
import { exampleCall } from '../compose/example-call.ts';
import { freePort } from '../compose/free-port.ts';
import { readInstanceFile } from '../compose/instance-file.ts';
import { DEFAULT_METRICS_PORT, type UpConfig } from '../compose/up-config.ts';
import { untilStopped } from '../compose/until-stopped.ts';
import { readUpstream } from '../compose/upstream.ts';
import { readWitnessPolicyFile, witnessWarning } from '../compose/witness-policy.ts';
import { formatPlan } from '../output/region-diff.ts';
import { readRegion } from '../output/read-region.ts';
import type { Terminal } from '../terminal.ts';

/** Runs the whole bus in this process until it is told to stop. @throws SimpulError when it cannot start or go on. */
export async function runBus(config: UpConfig, terminal: Terminal): Promise<void> {
  const layout = openDataFolder(resolve(terminal.cwd, config.data));
  const lock = acquireFolderLock(layout.lockFile);
  try {
    await serve(config, layout, terminal);
  } finally {
    lock.release();
  }
}

async function serve(config: UpConfig, layout: DataLayout, terminal: Terminal): Promise<void> {
  const logger = openLog(config, layout);
  const region = config.region === undefined ? undefined : await readRegion(config.region, { terminal, quiet: false });
  const born = readInstanceFile(layout.instanceFile);
  const identity = region?.settings ?? born;
  if (identity === undefined) {
    throw new SimpulError(CONFIG.INVALID, {
      params: { name: '--region', reason: 'is needed at the first start on a data folder' },
    });
  }
  const witnessPolicy =
    config.witnessPolicy === undefined ? undefined : readWitnessPolicyFile(resolve(terminal.cwd, config.witnessPolicy));
  const door = readDoorConfig(config, terminal.cwd);
  const upstream = readUpstream(config, { cwd: terminal.cwd, mode: identity.mode });
  const port = await freePort(config.host, config.port);
  const scheme = door.tls === undefined ? 'http' : 'https';
  const publicUrl = config.publicUrl ?? `${scheme}://localhost:${port}`;
  const example = region && exampleCall(region.objects, today());
  const warnings = {
    'no-witness': identity.mode === 'production' ? witnessWarning(witnessPolicy) : undefined,
    'certificate-name': nameWarning(door, publicUrl),
  };
  const { stopped, fail } = untilStopped();
  const tracing = await createTracing(process.env);
  const bus = await compose(
    {
      layout,
      instance: identity.instance,
      mode: identity.mode,
      publicUrl,
      host: config.host,
      port,
      door,
      metrics: { port: config.metricsPort ?? DEFAULT_METRICS_PORT, elsewhere: config.metricsPort === undefined },
      region: region?.objects,
      witnessPolicy,
      upstream,
      example,
    },
    { logger, tracing, onPlan: (entries) => terminal.out(describePlan(entries, config.region ?? '')), onFatal: fail },
  );
  for (const [alert, warning] of Object.entries(warnings)) {
    if (warning === undefined) continue;
    logger.warn({ alert }, warning);
    terminal.err(`warning: ${warning}\n`);
  }
  terminal.out(welcome({ publicUrl, metricsUrl: bus.metricsUrl, layout, example }));
  logger.info({ publicUrl, mode: identity.mode, instance: identity.instance }, 'ready');
  try {
    await stopped;
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

function describePlan(entries: readonly PlanEntry[], file: string): string {
  return `The region file differs from the registry; nothing was changed. "npx simpul region apply ${file}" would do:\n${formatPlan({ entries: [...entries], revision: 0 }, false)}`;
}

interface Welcome {
  readonly publicUrl: string;
  readonly metricsUrl: string;
  readonly layout: DataLayout;
  readonly example: string | undefined;
}

function welcome({ publicUrl, metricsUrl, layout, example }: Welcome): string {
  const call = example === undefined ? '' : `\nA real exchange, from another terminal:\n\n  ${example}\n`;
  return `Simpul is ready at ${publicUrl}\n  metrics ${metricsUrl}/metrics   data and log ${layout.folder}\n${call}\nCtrl-C stops it.\n`;
}
