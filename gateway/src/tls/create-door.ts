import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Logger } from '@simpul/telemetry';
import { HANDSHAKE_TIMEOUT_MS } from './door-tls.ts';
import type { TlsMaterial } from './read-tls-files.ts';

/** The server of the public door, and a way to give it a new certificate. */
export interface Door {
  readonly server: Server;
  renew(material: TlsMaterial): void;
}

export interface DoorOptions {
  /** Absent: plain HTTP. */
  readonly tls: TlsMaterial | undefined;
  readonly http: ServerOptions;
  readonly logger: Pick<Logger, 'debug'>;
}

/** Makes the door's server. A client is asked for a certificate and let in without one: what it may do depends on the path. */
export function createDoor({ tls, http, logger }: DoorOptions, listener: RequestListener): Door {
  if (tls === undefined) return { server: createServer(http, listener), renew: () => undefined };
  const server: TlsServer = createTlsServer(
    {
      ...http,
      ...tls.options,
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      ALPNProtocols: ['http/1.1'],
    },
    listener,
  );
  server.on('tlsClientError', (err: NodeJS.ErrnoException) => logger.debug({ code: err.code }, 'no TLS handshake'));
  return { server, renew: ({ options }) => server.setSecureContext(options) };
}
