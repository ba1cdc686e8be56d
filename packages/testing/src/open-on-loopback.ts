import { once } from 'node:events';
import type { Server } from 'node:http';

/** A server of a test, listening on loopback. */
export interface LoopbackDoor {
  readonly url: string;
  readonly port: number;
  /** Cuts its connections and closes it. */
  stop(): Promise<void>;
}

/** Makes a server listen on a free port of loopback. */
export async function openOnLoopback(server: Server): Promise<LoopbackDoor> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
