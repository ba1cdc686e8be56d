import { HTTP, SimpulError } from '@simpul/errors';
import { fastify, type FastifyError, type FastifyInstance } from 'fastify';
import { createServer, type Server } from 'node:http';
import { lastWhenClosed } from './closing-response.ts';
import { HEADERS_TIMEOUT_MS, KEEP_ALIVE_MS, MAX_BODY_BYTES, MAX_HEADER_BYTES, REQUEST_TIMEOUT_MS } from './config.ts';
import type { createRoadHandler } from './road/road-handler.ts';
import { auditFindingRoutes } from './routes/audit-finding-routes.ts';
import { auditLogRoutes } from './routes/audit-log-routes.ts';
import { auditRecordRoutes } from './routes/audit-record-routes.ts';
import { healthRoutes } from './routes/health-routes.ts';
import { identityRoutes } from './routes/identity-routes.ts';
import { landingRoutes } from './routes/landing-routes.ts';
import { listClientsRoute } from './routes/list-clients-route.ts';
import { replyProblem } from './routes/problem-reply.ts';
import { regionRoutes } from './routes/region-routes.ts';
import type { RouteDeps } from './routes/route-deps.ts';

const ROAD = '/r1/';
const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
};

/** The public door: `/r1` goes to its own handler byte for byte, everything else through Fastify. */
export async function buildServer(
  road: ReturnType<typeof createRoadHandler>,
  deps: RouteDeps,
): Promise<{ app: FastifyInstance; server: Server }> {
  const app = fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    return503OnClosing: true,
    routerOptions: { ignoreTrailingSlash: false },
    // What the router itself refuses, such as a wrong percent-encoding; no hook runs then.
    frameworkErrors: (error, request, reply) =>
      void replyProblem(fromFastify(error, MAX_BODY_BYTES), request, reply.headers(SECURITY_HEADERS), deps),
    serverFactory: (handler) => {
      const server: Server = createServer(
        {
          ServerResponse: lastWhenClosed(() => server.listening),
          headersTimeout: HEADERS_TIMEOUT_MS,
          requestTimeout: REQUEST_TIMEOUT_MS,
          keepAliveTimeout: KEEP_ALIVE_MS,
          maxHeaderSize: MAX_HEADER_BYTES,
          requireHostHeader: true,
        },
        (request, response) => {
          if (request.url?.startsWith(ROAD) !== true) handler(request, response);
          else
            road(request, response).catch((err: unknown) => {
              deps.logger.error({ err }, 'a call to /r1 was not answered');
              response.destroy();
            });
        },
      );
      return server;
    },
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS);
  });
  app.setNotFoundHandler((request, reply) => replyProblem(new SimpulError(HTTP.NOT_FOUND), request, reply, deps));
  app.setErrorHandler((error: FastifyError, request, reply) =>
    replyProblem(fromFastify(error, request.routeOptions.bodyLimit), request, reply, deps),
  );
  for (const register of [
    identityRoutes,
    auditLogRoutes,
    auditRecordRoutes,
    auditFindingRoutes,
    regionRoutes,
    listClientsRoute,
    healthRoutes,
    landingRoutes,
  ]) {
    register(app, deps);
  }
  await app.ready();
  return { app, server: app.server };
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
