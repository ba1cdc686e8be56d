import type { ClientRequest } from 'node:http';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { isIP } from 'node:net';
import { CONNECT_MS, MAX_ANSWER_HEADER_BYTES, SILENCE_MS } from './limits.ts';
import { http, nodeHttps, nodeTls } from './node-http.ts';

/** Head of a request as it goes out. */
export interface OutgoingHead {
  readonly method: string;
  /** Path and query below the bus's address; sent byte for byte. */
  readonly path: string;
  /** Names and values alternating, `Host` among them; sent as they are. */
  readonly headers: readonly string[];
}

/** A request on its way, and how far its connection is. */
export interface Outgoing {
  readonly request: ClientRequest;
  /** `new`: none yet, nothing was sent; `reused`: one that served others before. */
  readonly connection: () => 'none' | 'new' | 'reused';
}

/** The way to the bus: connections that are kept, each request on one of them. */
export interface Upstream {
  /** `Host` of the bus. */
  readonly host: string;
  begin(head: OutgoingHead): Outgoing;
  close(): void;
}

export interface UpstreamOptions {
  /** Address of the bus; a path in it goes before every path. */
  readonly url: string;
  /** Host that the bus's certificate must name: a bus on this machine is reached on loopback. That of the address by default. */
  readonly serverName?: string;
}

/** Opens no connection yet. */
export function createUpstream({ url, serverName }: UpstreamOptions): Upstream {
  const { protocol, hostname, port, host, pathname } = new URL(url);
  const prefix = pathname.replace(/\/$/, '');
  const secure = protocol === 'https:';
  const { Agent, request: open } = secure ? nodeHttps() : http;
  const agent = new Agent({ keepAlive: true, ...(secure ? namedBy(serverName ?? hostname) : {}) });
  const target = { agent, host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? (secure ? 443 : 80) : port };

  function begin({ method, path, headers }: OutgoingHead): Outgoing {
    const request = open({
      ...target,
      method,
      path: prefix + path,
      headers,
      timeout: SILENCE_MS,
      maxHeaderSize: MAX_ANSWER_HEADER_BYTES,
    });
    let state: ReturnType<Outgoing['connection']> = 'none';
    request.once('timeout', () => request.destroy(new Error(`nothing came for ${SILENCE_MS / 1000} s`)));
    request.once('socket', (socket) => {
      if (request.reusedSocket) {
        state = 'reused';
        return;
      }
      const late = setTimeout(() => request.destroy(new Error('connecting took too long')), CONNECT_MS);
      request.once('close', () => clearTimeout(late));
      (socket as TLSSocket).once(secure ? 'secureConnect' : 'connect', () => {
        clearTimeout(late);
        state = 'new';
      });
    });
    return { request, connection: () => state };
  }

  return { host, begin, close: () => agent.destroy() };
}

/** What the certificate of the bus is checked for; an address is no name for the handshake (RFC 6066). */
function namedBy(host: string) {
  const name = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(name) === 0) return { servername: name };
  return {
    checkServerIdentity: (_: string, certificate: PeerCertificate) => nodeTls().checkServerIdentity(name, certificate),
  };
}
