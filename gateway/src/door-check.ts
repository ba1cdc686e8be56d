import { HTTP, PROBLEM_TYPE, SimpulError, toProblem } from '@simpul/errors';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RouteDeps } from './routes/route-deps.ts';

/** Absolute form of a target (RFC 9112 section 3.2.2): authority, then path and query as they came. */
const ABSOLUTE_FORM = /^https?:\/\/(?<authority>[^/?#\\@]+)(?<rest>[/?].*)?$/i;
const TUNNEL_REFUSED = 'HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/**
 * What Node's parser lets through although two programs could read it differently, and the one form of target that must
 * be rewritten: of `http://host/path` the path counts, if the host is the one of `Host` (RFC 9112 section 3.2.2).
 * @returns why the request is refused; undefined where it passes
 */
export function checkAtDoor(request: IncomingMessage): string | undefined {
  if (request.httpVersionMajor !== 1 || request.httpVersionMinor > 1) return 'its version is not HTTP/1.1';
  const encoding = request.headers['transfer-encoding'];
  if (encoding !== undefined) {
    // A coding that nobody undoes would reach the provider without its name (RFC 9112 section 6.1).
    if (encoding.toLowerCase() !== 'chunked') return 'its transfer coding is not chunked';
    if (request.httpVersionMinor === 0) return 'HTTP/1.0 has no transfer codings';
  }
  const { url = '' } = request;
  if (url.startsWith('/') || (url === '*' && request.method === 'OPTIONS')) return undefined;
  const { authority, rest } = ABSOLUTE_FORM.exec(url)?.groups ?? {};
  if (authority === undefined) return 'its target is neither a path nor an address';
  if (authority.toLowerCase() !== request.headers.host?.toLowerCase()) return 'its target and Host name two hosts';
  request.url = rest === undefined ? '/' : rest.startsWith('?') ? `/${rest}` : rest;
  return undefined;
}

/** Refuses a request and ends its connection, since what follows on it cannot be told from this one. */
export function refuseAtDoor(
  response: ServerResponse,
  reason: string,
  { logger, metrics }: Pick<RouteDeps, 'logger' | 'metrics'>,
): void {
  const error = new SimpulError(HTTP.BAD_REQUEST, { params: { reason } });
  const incident = randomUUID();
  metrics.refusedUnidentified.inc({ code: error.code });
  logger.info({ incident, code: error.code, reason }, 'refused at the door');
  const body = JSON.stringify(toProblem(error, incident, 'en'));
  response.writeHead(error.definition.status, { 'Content-Type': PROBLEM_TYPE, Connection: 'close' });
  response.end(response.req.method === 'HEAD' ? undefined : body);
  // Node's parser may choke on what follows, and would have that answered as well.
  response.req.socket.destroySoon();
}

/** The bus is nobody's tunnel: CONNECT is refused with an answer, where Node would only hang up. */
export function refuseTunnels(server: Server): void {
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    socket.end(TUNNEL_REFUSED);
  });
}
