import type { IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { isLoopback } from '../auth/loopback.ts';
import { type ClientCertificate, describeCertificate } from './client-certificate.ts';
import { CLIENT_CERT_HEADER, createForwardedReader } from './forwarded-certificate.ts';
import type { IsTrustedProxy } from './trusted-proxies.ts';

/** Who is at the other end of a request's connection. */
export interface Peers {
  /** The caller's certificate; undefined where it showed none. @throws SimpulError `SIMPUL_AUTH_CERTIFICATE_INVALID`. */
  certificateOf(request: IncomingMessage): ClientCertificate | undefined;
  /**
   * Whether the caller itself is on this machine. Behind a proxy nobody is: not where the peer is a trusted proxy, and
   * not where any proxy left its mark on the request.
   */
  isLocal(request: IncomingMessage): boolean;
  /**
   * The address from which the caller came: the peer's, or what a trusted proxy says of its own, the last of
   * `X-Forwarded-For` that is no trusted proxy's. Undefined where the proxy says nothing.
   */
  addressOf(request: IncomingMessage): string | undefined;
}

export interface PeersOptions {
  readonly isTrustedProxy: IsTrustedProxy;
  /** Whether certificates must come from the client CA. */
  readonly chainChecked: boolean;
}

/** What is found out once for each connection. */
interface Connection {
  readonly isProxy: boolean;
  readonly isLoopback: boolean;
  /** Of the TLS handshake. A trusted proxy's own says nothing about who calls. */
  readonly certificate: ClientCertificate | undefined;
}

/** Headers that proxies add; none of them is ever believed, but each says that there is a proxy. */
const MARKS = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
  CLIENT_CERT_HEADER,
] as const;

export function createPeers({ isTrustedProxy, chainChecked }: PeersOptions): Peers {
  const connections = new WeakMap<Socket, Connection>();
  const readForwarded = createForwardedReader();

  function connectionOf({ socket }: IncomingMessage): Connection {
    const known = connections.get(socket);
    if (known !== undefined) return known;
    const { remoteAddress } = socket;
    const isProxy = isTrustedProxy(remoteAddress);
    const certificate = isProxy || !(socket instanceof TLSSocket) ? undefined : fromHandshake(socket, chainChecked);
    const found = { isProxy, isLoopback: isLoopback(remoteAddress), certificate };
    connections.set(socket, found);
    return found;
  }

  return {
    certificateOf(request) {
      const { isProxy, certificate } = connectionOf(request);
      if (!isProxy) return certificate;
      const value = request.headers[CLIENT_CERT_HEADER];
      return value === undefined || value === '' ? undefined : readForwarded(String(value));
    },
    isLocal(request) {
      const connection = connectionOf(request);
      return connection.isLoopback && !connection.isProxy && MARKS.every((name) => request.headers[name] === undefined);
    },
    addressOf(request) {
      if (!connectionOf(request).isProxy) return request.socket.remoteAddress;
      // Each proxy adds whom it saw at the end; what stands before the first untrusted one is anybody's word.
      const said = String(request.headers['x-forwarded-for'] ?? '').split(',');
      const [caller] = said
        .map((address) => address.trim())
        .filter((address) => !isTrustedProxy(address))
        .slice(-1);
      return caller === undefined || isIP(caller) === 0 ? undefined : caller;
    },
  };
}

function fromHandshake(socket: TLSSocket, chainChecked: boolean): ClientCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  const fault = chainChecked && !socket.authorized ? String(socket.authorizationError) : undefined;
  return describeCertificate(certificate, fault);
}
