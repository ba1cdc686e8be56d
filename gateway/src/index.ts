import { type Bus, createAccessTokenVerifier, followRegistry, type Module } from '@simpul/bus';
import type { Logger, Metrics, Tracing } from '@simpul/telemetry';
import type { Server } from 'node:http';
import { createApiCallers } from './auth/api-caller.ts';
import { createProofChecker } from './auth/dpop-proof.ts';
import { OpenSubsystems } from './auth/open-subsystems.ts';
import type { GatewayConfig } from './config.ts';
import { listen } from './listen.ts';
import { createBodyReader } from './road/read-body.ts';
import { createRoadHandler } from './road/road-handler.ts';
import { buildServer } from './server.ts';

export type { GatewayConfig } from './config.ts';
export { type MetricsDoor, openMetricsDoor } from './metrics-door.ts';

export interface GatewayDeps {
  readonly bus: Bus;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** Why the process cannot do its work now; empty when it can. */
  readonly notReady: () => readonly string[];
}

export interface Gateway extends Module {
  /** Where the public door is, once it is open. */
  address(): { readonly host: string; readonly port: number };
}

/** Milliseconds that exchanges under way get to finish at a stop (design 02). */
const DRAIN_MS = 25_000;

/** Creates the only public door: HTTP in, one typed call out. */
export async function create(config: GatewayConfig, deps: GatewayDeps): Promise<Gateway> {
  const { bus, logger, metrics, tracing, notReady } = deps;
  const { publicUrl } = config;
  const client = bus.as('gateway');
  const open = new OpenSubsystems();
  const checkProof = createProofChecker();
  const tokens = createAccessTokenVerifier(client);
  const callers = createApiCallers({ publicUrl, tokens, checkProof, open });
  const road = createRoadHandler({
    client,
    checkProof,
    bodies: createBodyReader(),
    publicUrl,
    metrics,
    tracing,
    logger,
  });
  const { app, server } = await buildServer(road, {
    client,
    callers,
    open,
    publicUrl,
    example: config.example,
    logger,
    notReady,
  });
  const follower = followRegistry(bus, client, {
    apply: (changed, deleted) => open.apply(changed, deleted),
    onFailure: (err) => logger.warn({ err }, 'the registry does not answer'),
  });
  let port = config.port;
  return {
    name: 'gateway',
    address: () => ({ host: config.host, port }),
    async start() {
      await follower.start();
      port = await listen(server, { host: config.host, port: config.port });
    },
    async stop() {
      follower.stop();
      await drain(server);
      await app.close();
    },
    notReady: () => (server.listening ? undefined : 'the public door is closed'),
  };
}

/** Stops accepting and lets what is under way finish; cuts what takes too long. */
function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
