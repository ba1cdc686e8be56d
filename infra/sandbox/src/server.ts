import Fastify, { type FastifyInstance } from 'fastify';
import type { StandIn } from './stand-in.ts';
import { jdih } from './systems/jdih.ts';
import { siak } from './systems/siak.ts';
import { sicantik } from './systems/sicantik.ts';
import { sipkd } from './systems/sipkd.ts';
import { siranap } from './systems/siranap.ts';
import { wilayah } from './systems/wilayah.ts';

/** Port that the region file's addresses name. */
export const STAND_INS_PORT = 9101;

const SYSTEMS: readonly StandIn[] = [siak, sicantik, jdih, wilayah, sipkd, siranap];

/** A request that reached a stand-in. */
export interface SeenRequest {
  readonly system: string;
  readonly method: string;
  /** Path and query as they arrived. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface StandInsOptions {
  /** 0: any free one. Default: 9101. */
  readonly port?: number;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Told of each request before it is answered; for tests. */
  readonly onRequest?: (request: SeenRequest) => void;
}

/** All stand-in systems on one port. */
export interface StandIns {
  /** Listens; resolves with the address, such as `http://127.0.0.1:9101`. Rejects with `EADDRINUSE` where it is taken. */
  start(): Promise<string>;
  /** Ends open connections and stops listening. */
  stop(): Promise<void>;
}

/**
 * Makes the stand-in systems; nothing listens before `start`.
 *
 * @example const standIns = createStandIns({ port: 0 }); const address = await standIns.start();
 */
export function createStandIns(options: StandInsOptions = {}): StandIns {
  const { port = STAND_INS_PORT, host = '127.0.0.1', onRequest } = options;
  const app = Fastify({ forceCloseConnections: true, return503OnClosing: false });
  for (const system of SYSTEMS) mount(app, system, onRequest);
  return {
    start: () => app.listen({ port, host }),
    stop: () => app.close(),
  };
}

function mount(app: FastifyInstance, system: StandIn, onRequest: StandInsOptions['onRequest']): void {
  app.register(
    async (scope) => {
      if (onRequest !== undefined) {
        scope.addHook('onRequest', async ({ method, url, headers }) =>
          onRequest({ system: system.name, method, url, headers }),
        );
      }
      system.register(scope);
    },
    { prefix: system.prefix },
  );
}
