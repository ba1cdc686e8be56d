import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { resolve } from 'node:path';

/** A provider's system behind TLS whose certificate comes from an authority that nobody named. */
export interface TlsSystem {
  readonly port: number;
  /** Exchange ids of the requests that it saw. */
  readonly seen: readonly string[];
  stop(): Promise<void>;
}

const CERTIFICATES = resolve(import.meta.dirname, '../../../packages/connectors/test/rest/certificates');

export async function startTlsSystem(): Promise<TlsSystem> {
  const seen: string[] = [];
  const pem = (name: string): Buffer => readFileSync(resolve(CERTIFICATES, name));
  const server = createServer({ key: pem('server-key.pem'), cert: pem('server.pem') }, (request, response) => {
    seen.push(String(request.headers['x-road-request-id']));
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    seen,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
