import { type RoadErrorOptions, toRoadAnswer } from '@simpul/errors';
import type { Logger, Metrics } from '@simpul/telemetry';
import type { ServerResponse } from 'node:http';
import { challenge } from '../auth/authorization-header.ts';
import { publicError } from '../public-error.ts';

export interface RoadErrorContext extends RoadErrorOptions {
  readonly method: string | undefined;
  /** Whether the exchange was asked, which counts its own refusals. */
  readonly dispatched: boolean;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Answers a call to `/r1` with an error of ours, after the log holds it. */
export function answerRoadError(response: ServerResponse, thrown: unknown, context: RoadErrorContext): void {
  const { id, publicUrl, dispatched, metrics, logger } = context;
  const error = publicError(thrown, dispatched);
  logger[error.definition.status >= 500 && error.definition.exchange === undefined ? 'error' : 'info'](
    { exchange: id, code: error.code, ...(error === thrown ? { cause: error.cause } : { err: thrown }) },
    'answered with an error',
  );
  const { status, headers: shown, body } = toRoadAnswer(error, context);
  const headers = [...shown, 'Content-Length', String(Buffer.byteLength(body))];
  if (status === 401) headers.push(...challenge(error, `${publicUrl}/.well-known/oauth-protected-resource/r1`));
  const record = error.definition.exchange?.record;
  const countedBefore = dispatched && error === thrown;
  if (record === 'counted' && !countedBefore) metrics.refusedUnidentified.inc({ code: error.code });
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
