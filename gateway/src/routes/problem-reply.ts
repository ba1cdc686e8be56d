import { HTTP, PROBLEM_TYPE, toProblem } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { randomUUID } from 'node:crypto';
import { challenge, insufficientScope } from '../auth/authorization-header.ts';
import { publicError } from '../public-error.ts';

/** The language of a person: what `Accept-Language` prefers of Indonesian and English; Indonesian otherwise. */
export function languageOf(request: Pick<FastifyRequest, 'headers'>): 'en' | 'id' {
  const preferred = new Negotiator({ headers: request.headers }).language(['id', 'en']);
  return preferred === 'en' ? 'en' : 'id';
}

/** Answers with problem+json (RFC 9457), after the log holds the error under the id that the answer names. */
export function replyProblem(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  options: { logger: Logger; publicUrl: string },
) {
  const error = publicError(thrown);
  const incident = randomUUID();
  const { status } = error.definition;
  options.logger[status >= 500 ? 'error' : 'info'](
    { incident, code: error.code, route: request.routeOptions.url, err: thrown },
    'answered with a problem',
  );
  const metadata = `${options.publicUrl}/.well-known/oauth-protected-resource/api`;
  if (status === 401) {
    const [name = '', value = ''] = challenge(error, metadata);
    reply.header(name, value);
  }
  if (error.code === HTTP.FORBIDDEN.code) reply.header('WWW-Authenticate', insufficientScope(error, metadata));
  if (error.retryAfter !== undefined) reply.header('Retry-After', error.retryAfter);
  for (let i = 0; i + 1 < error.headers.length; i += 2) reply.header(error.headers[i] ?? '', error.headers[i + 1]);
  return reply
    .code(status)
    .type(PROBLEM_TYPE)
    .send(toProblem(error, incident, languageOf(request)));
}
