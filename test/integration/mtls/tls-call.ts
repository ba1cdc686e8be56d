import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type Agent, request, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';

/** An answer that came over TLS. */
export interface TlsAnswer {
  readonly status: number;
  /** X-Road's error type, with the bus's own code in its message. */
  readonly text: string;
  readonly error: string | undefined;
  /** SHA-256 of the server's certificate, hex. */
  readonly serverPrint: string;
}

export interface TlsCall extends Pick<RequestOptions, 'cert' | 'key' | 'ca' | 'maxVersion' | 'headers' | 'ciphers'> {
  readonly port: number;
  readonly path: string;
  readonly agent?: Agent;
}

/** One GET over TLS, on a connection of its own unless an agent is given. @throws Error where there is no handshake */
export async function tlsCall({ agent, ...call }: TlsCall): Promise<TlsAnswer> {
  const sent = request({ host: 'localhost', ...call, agent: agent ?? false });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const { fingerprint256 } = (response.socket as TLSSocket).getPeerCertificate();
  const { 'x-road-error': error } = response.headers;
  return {
    status: response.statusCode ?? 0,
    text: await text(response),
    error: typeof error === 'string' ? error : undefined,
    serverPrint: fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}
