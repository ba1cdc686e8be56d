import { BUS, type ErrorStyle, HTTP, isSimpulError, SimpulError, toXRoadError } from '@simpul/errors';
import type { Logger, Metrics } from '@simpul/telemetry';
import type { ServerResponse } from 'node:http';
import { challenge } from '../auth/authorization-header.ts';

export interface RoadErrorContext {
  /** The exchange id: what the error's `detail` says. */
  readonly id: string;
  /** `X-Road-Id`, if the caller sent one. */
  readonly xRoadId: string | undefined;
  readonly accept: string | undefined;
  readonly method: string | undefined;
  readonly publicUrl: string;
  /** As the region names errors. */
  readonly style: ErrorStyle;
  /** Whether the exchange was asked, which counts its own refusals. */
  readonly dispatched: boolean;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Answers a call to `/r1` with an error of ours, after the log holds it. */
export function answerRoadError(response: ServerResponse, thrown: unknown, context: RoadErrorContext): void {
  const { id, publicUrl, dispatched, metrics, logger } = context;
  const error = publicError(thrown);
  logger[error.definition.status >= 500 && error.definition.exchange === undefined ? 'error' : 'info'](
    { exchange: id, code: error.code, ...(error === thrown ? { cause: error.cause } : { err: thrown }) },
    'answered with an error',
  );
  const { status, type, contentType, body } = toXRoadError(error, {
    detail: id,
    accept: context.accept,
    style: context.style,
  });
  const headers = ['Content-Type', contentType, 'X-Road-Error', type, 'x-road-request-id', id];
  if (context.xRoadId !== undefined) headers.push('x-road-id', context.xRoadId);
  if (status === 401) headers.push(...challenge(error, `${publicUrl}/.well-known/oauth-protected-resource/r1`));
  if (error.retryAfter !== undefined) headers.push('Retry-After', String(error.retryAfter));
  const record = error.definition.exchange?.record;
  const countedBefore = dispatched && error === thrown;
  if (record === 'counted' && !countedBefore) metrics.refusedUnidentified.inc({ code: error.code });
  if (record === 'denied' || record === 'closed' || record === 'interrupted') {
    headers.push('X-Simpul-Receipt', `${publicUrl}/audit/v1/receipts/${id}`);
  }
  headers.push('Content-Length', String(Buffer.byteLength(body)), ...error.headers);
  response.writeHead(status, headers);
  if (context.method !== 'HEAD') response.write(body);
  endOnceRead(response);
}

/**
 * Ends an answer when the request's body has come, which is dropped: a connection that closes under a caller that is
 * still writing is reset, and the answer is lost. The server's request timeout bounds it.
 */
function endOnceRead(response: ServerResponse): void {
  const { req: request } = response;
  if (request.complete || request.destroyed) {
    response.end();
    return;
  }
  request.once('close', () => response.end());
  request.resume();
}

/** What of an error a caller may learn. */
export function publicError(thrown: unknown): SimpulError {
  if (!isSimpulError(thrown)) return new SimpulError(HTTP.INTERNAL, { cause: thrown });
  const away = thrown.code === BUS.UNAVAILABLE.code || thrown.code === BUS.TIMEOUT.code;
  if (away) return new SimpulError(HTTP.OVERLOADED, { cause: thrown, retryAfter: 1 });
  return thrown.code.startsWith('SIMPUL_BUS_') ? new SimpulError(HTTP.INTERNAL, { cause: thrown }) : thrown;
}
