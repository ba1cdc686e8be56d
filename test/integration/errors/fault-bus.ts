/**
 * The whole bus in one process, as `simpul up` composes it, with faults that the suite switches on and off: what stands
 * behind an action fails as if its process had gone, or another node closes an intent. Everything else is real.
 *
 * Usage: fork with the arguments REGION and DATA; answers each message of {@link FaultCommand} with `done`.
 */
import { create as createAudit } from '@simpul/audit';
import { type Bus, createBus, type Handler, type Module } from '@simpul/bus';
import { auditAppend } from '@simpul/contracts';
import { BUS, SimpulError } from '@simpul/errors';
import { create as createExchange } from '@simpul/exchange';
import { create as createGateway, openMetricsDoor } from '@simpul/gateway';
import { create as createIdentity } from '@simpul/identity';
import { loadRegion, type Region } from '@simpul/region';
import { create as createRegistry } from '@simpul/registry';
import { type CollectionSpec, openSqliteDocumentStore } from '@simpul/store';
import { createLogger, createMetrics, createTracing } from '@simpul/telemetry';
import { freePort } from '@simpul/testing';
import { canonicalJson } from '@simpul/tlog';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';

/** Switches a fault of an action on or off, or records an exchange as interrupted in the name of another node. */
export type FaultCommand = { readonly action: string; readonly fails: boolean } | { readonly interrupt: string };

/** What the process sends once it is ready. */
export interface FaultBusReady {
  readonly url: string;
  readonly metricsUrl: string;
}

/** Milliseconds without the registry after which nothing is decided: a minute in production. */
const AUTHORITY_MAX_AGE_MS = 5000;

const [regionFile = '', data = ''] = process.argv.slice(2);
const failing = new Set<string>();

/** A bus on which an action's handler is not reached while the action fails. */
function withFaults(bus: Bus): Bus {
  const guard = ({ action, handle }: Handler): Handler => ({
    action,
    handle: (params, call) => {
      if (failing.has(action.name)) throw new SimpulError(BUS.UNAVAILABLE, { params: { service: action.name } });
      return handle(params, call);
    },
  });
  return { ...bus, serve: (service, handlers) => bus.serve(service, handlers.map(guard)) };
}

async function start({ objects, settings }: Region): Promise<{ bus: Bus; ready: FaultBusReady }> {
  const folders = { keysDir: join(data, 'keys'), credentialsDir: join(data, 'credentials') };
  for (const folder of ['keys', 'credentials', 'store', 'run']) mkdirSync(join(data, folder), { recursive: true });
  const logger = createLogger({
    level: 'info',
    destination: pino.destination({ dest: join(data, 'run/simpul.log'), sync: true }),
  });
  const onFatal = (error: unknown): never => {
    throw error;
  };
  const openStore = (service: string) => (collections: readonly CollectionSpec[], format: number) =>
    openSqliteDocumentStore({
      file: join(data, `store/${service}.sqlite`),
      collections,
      format,
      onFailure: onFatal,
    });
  const host = '127.0.0.1';
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  const nodeId = 'faulty';
  const metrics = createMetrics();
  const tracing = await createTracing({});
  const bus = withFaults(createBus({ nodeId }));
  const modules: Module[] = [];
  const notReady = (): string[] => modules.flatMap((module) => module.notReady() ?? []);
  const identified = { publicUrl, mode: 'sandbox', instance: settings.instance, ...folders } as const;
  modules.push(
    createAudit(
      { ...identified, store: { kind: 'sqlite', file: join(data, 'store/audit.sqlite') }, nodeId },
      { bus, logger, onFatal },
    ),
    await createRegistry(
      { nodeId, region: objects },
      { bus, logger, openStore: openStore('registry'), onPlan: () => undefined },
    ),
    createIdentity(
      { ...identified, nodeId, ownListeners: () => [] },
      { bus, logger, openStore: openStore('identity') },
    ),
    await createExchange(
      {
        publicUrl,
        nodeId,
        keysDir: folders.keysDir,
        ownsStore: true,
        ownListeners: () => [],
        authorityMaxAgeMs: AUTHORITY_MAX_AGE_MS,
      },
      { bus, logger, metrics, tracing, openStore: openStore('exchange') },
    ),
    await createGateway({ publicUrl, host, port, regionSchema: {} }, { bus, logger, metrics, tracing, notReady }),
  );
  await bus.start();
  for (const module of modules) await module.start();
  const door = await openMetricsDoor({ metrics, port: 0, elsewhere: false, notReady });
  return { bus, ready: { url: publicUrl, metricsUrl: `http://127.0.0.1:${door.port}` } };
}

/** The leaf that another node would record for an intent that was left open. */
async function interrupt(bus: Bus, id: string): Promise<void> {
  const src = { node: 'another', boot: randomUUID(), seq: 0 };
  const leaf = { v: 1, id, type: 'exchange.interrupted', outcome: 'interrupted', time: Date.now(), src };
  const bytes = new TextEncoder().encode(canonicalJson(leaf));
  await bus.as('exchange').call(auditAppend, { leaves: [{ id, leaf: bytes, sideCar: new Uint8Array() }] });
}

const { bus, ready } = await start(await loadRegion(regionFile));
process.on('message', (command: FaultCommand) => {
  if ('interrupt' in command) {
    void interrupt(bus, command.interrupt).then(() => process.send?.('done'));
    return;
  }
  if (command.fails) failing.add(command.action);
  else failing.delete(command.action);
  process.send?.('done');
});
process.send?.(ready);
