import { HTTP, SimpulError } from '@simpul/errors';
import { fastify, type FastifyError, type FastifyInstance } from 'fastify';
import type { RequestListener } from 'node:http';
import { lastWhenClosed } from './closing-response.ts';
import {
  CONNECTIONS_CHECK_MS,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  MAX_BODY_BYTES,
  MAX_HEADER_BYTES,
  REQUEST_TIMEOUT_MS,
} from './config.ts';
import { answerClientErrors } from './client-errors.ts';
import { checkAtDoor, refuseAtDoor, refuseTunnels } from './door-check.ts';
import type { createRoadHandler } from './road/road-handler.ts';
import { ALL_ROUTES } from './routes/all-routes.ts';
import { replyProblem } from './routes/problem-reply.ts';
import type { RouteDeps } from './routes/route-deps.ts';
import { createDoor, type Door } from './tls/create-door.ts';
import type { TlsMaterial } from './tls/read-tls-files.ts';

const ROAD = '/r1/';
/** RFC 7396. */
const MERGE_PATCH = 'application/merge-patch+json';
const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
};

/**
 * The public door: `/r1` goes to its own handler byte for byte, everything else through Fastify.
 * @param tls - absent: plain HTTP
 */
export async function buildServer(
  road: ReturnType<typeof createRoadHandler>,
  deps: RouteDeps,
  tls?: TlsMaterial,
): Promise<{ app: FastifyInstance; door: Door }> {
  let routed: RequestListener = () => undefined;
  const http = {
    ServerResponse: lastWhenClosed(() => door.server.listening),
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    requireHostHeader: true,
    connectionsCheckingInterval: CONNECTIONS_CHECK_MS,
  };
  const door: Door = createDoor({ tls, http, logger: deps.logger }, (request, response) => {
    // Node's parser still hands over what came behind a request that ended the connection.
    if (!request.socket.writable) return;
    const refusal = checkAtDoor(request);
    if (refusal !== undefined) refuseAtDoor(response, refusal, deps);
    else if (request.url?.startsWith(ROAD) !== true) routed(request, response);
    else
      road(request, response).catch((err: unknown) => {
        deps.logger.error({ err }, 'a call to /r1 was not answered');
        response.destroy();
      });
  });
  refuseTunnels(door.server);
  const app = fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    clientErrorHandler: answerClientErrors(deps),
    return503OnClosing: true,
    routerOptions: { ignoreTrailingSlash: false },
    // What the router itself refuses, such as a wrong percent-encoding; no hook runs then.
    frameworkErrors: (error, request, reply) =>
      void replyProblem(fromFastify(error, MAX_BODY_BYTES), request, reply.headers(SECURITY_HEADERS), deps),
    serverFactory: (handler) => {
      routed = handler;
      return door.server;
    },
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS);
  });
  app.addHook('onResponse', async (_request, reply) => {
    deps.metrics.httpAnswers.inc({ status: reply.raw.statusCode });
  });
  app.setNotFoundHandler((request, reply) => replyProblem(new SimpulError(HTTP.NOT_FOUND), request, reply, deps));
  app.setErrorHandler((error: FastifyError, request, reply) =>
    replyProblem(fromFastify(error, request.routeOptions.bodyLimit), request, reply, deps),
  );
  app.addContentTypeParser(MERGE_PATCH, { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  for (const register of ALL_ROUTES) register(app, deps);
  await app.ready();
  return { app, door };
}

/** Fastify's own refusals, as rows of our table; anything else stays what it is. */
function fromFastify(error: FastifyError | Error, bodyLimit: number): unknown {
  if (!('statusCode' in error) || error.statusCode === undefined || error.statusCode >= 500) return error;
  if (error.statusCode === 413)
    return new SimpulError(HTTP.BODY_TOO_LARGE, { params: { limit: bodyLimit }, cause: error });
  return new SimpulError(HTTP.BAD_REQUEST, {
    params: { reason: error.code?.toLowerCase().replaceAll('_', ' ') ?? 'it cannot be read' },
    cause: error,
  });
}
