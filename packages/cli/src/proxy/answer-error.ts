import { type ErrorStyle, type SimpulError, toXRoadError } from '@simpul/errors';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers with an error of the proxy's own, in X-Road's form. */
export function answerError(
  request: IncomingMessage,
  response: ServerResponse,
  error: SimpulError,
  { detail, style }: { readonly detail: string; readonly style: ErrorStyle },
): void {
  const { status, type, contentType, body } = toXRoadError(error, { detail, accept: request.headers.accept, style });
  const headers = [
    'Content-Type',
    contentType,
    'X-Road-Error',
    type,
    'Content-Length',
    String(Buffer.byteLength(body)),
  ];
  const xRoadId = request.headers['x-road-id'];
  if (typeof xRoadId === 'string') headers.push('x-road-id', xRoadId);
  if (error.retryAfter !== undefined) headers.push('Retry-After', String(error.retryAfter));
  response.writeHead(status, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
}
