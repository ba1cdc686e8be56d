import { HTTP, SimpulError } from '@simpul/errors';
import type { ExchangeAnswer } from '@simpul/contracts';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import { ANSWER_IDLE_MS } from '../config.ts';

/**
 * Sends an answer whose body is still coming. If its end does not come the connection is reset, so that no consumer takes
 * the answer for whole, not even one that reads up to the end of the connection.
 * @throws SimpulError `SIMPUL_HTTP_INTERNAL` where the exchange has left no body
 */
export function sendStream(
  response: ServerResponse,
  { status, headers, stream }: ExchangeAnswer,
  body: Readable | undefined,
): void {
  if (body === undefined) throw new SimpulError(HTTP.INTERNAL);
  if (response.destroyed) {
    body.destroy();
    return;
  }
  const { socket } = response;
  const { length } = stream ?? {};
  response.writeHead(status, length === undefined ? headers : [...headers, 'Content-Length', String(length)]);
  body.once('error', () => reset(socket));
  body.once('end', () => cutWhenIdle(response));
  pipeline(body, response, () => undefined);
}

/** Ends the connection of a consumer that takes nothing of what is left of its answer. */
export function cutWhenIdle(response: ServerResponse): void {
  if (!response.writableFinished) response.setTimeout(ANSWER_IDLE_MS, () => response.destroy());
}

function reset(socket: Socket | null): void {
  if (socket === null || socket.destroyed) return;
  // TLS has an end of its own, which a connection that is cut does not send.
  if ('encrypted' in socket) socket.destroy();
  else socket.resetAndDestroy();
}
