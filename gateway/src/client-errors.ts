import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { LINGER_MS } from './config.ts';
import type { RouteDeps } from './routes/route-deps.ts';

const STATUS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};
const BAD_REQUEST = 400;

/** A connection, and what Node calls the answer that is due on it. */
type Answering = Duplex & { readonly _httpMessage?: ServerResponse | null };

/**
 * Whether an answer is due to a request that came whole, before what cannot be read: it is given, since its exchange may be
 * under way, and is the connection's last.
 */
function letAnswer(socket: Answering): boolean {
  const { _httpMessage: due } = socket;
  if (due?.req.complete !== true) return false;
  if (due.shouldKeepAlive) {
    due.shouldKeepAlive = false;
    due.once('finish', () => socket.destroy());
  }
  return true;
}

/** Answers what Node's parser refuses, and requests that are too slow, and ends their connections. */
export function answerClientErrors({ streams, metrics }: Pick<RouteDeps, 'streams' | 'metrics'>) {
  return (error: Error & { readonly code?: string }, socket: Duplex): void => {
    // What comes while the connection ends is refused once more, by the parser.
    if (error.code === 'ECONNRESET' || socket.destroyed || socket.writableEnded) return;
    // Node asks once for a request; a stream that stands still is ended by the exchange.
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && streams.holds(socket)) return;
    metrics.refusedUnidentified.inc({ code: error.code ?? 'unknown' });
    if (letAnswer(socket)) return;
    const status = STATUS[error.code ?? ''] ?? BAD_REQUEST;
    if (!socket.writable) {
      socket.destroy(error);
      return;
    }
    // To close at once would reset the connection of a caller who still writes, and take the answer with it (RFC 9112 section 9.6).
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    const cut = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(cut));
  };
}
