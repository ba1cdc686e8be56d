import { exchangeRotateKey, identityRotateBusKey } from '@simpul/contracts';
import type { FastifyInstance } from 'fastify';
import type { RouteDeps } from './route-deps.ts';

/**
 * `POST /identity/v1/bus-keys/rotate`: another key signs tokens, by an operator; 202, since it takes a while.
 * `POST /identity/v1/response-keys/rotate`: the same for responses.
 */
export function busKeyRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  app.post('/identity/v1/bus-keys/rotate', async (request, reply) => {
    const { actor } = await callers.identify(request);
    reply.code(202).header('Cache-Control', 'private, no-store');
    return client.call(identityRotateBusKey, { actor });
  });
  app.post('/identity/v1/response-keys/rotate', async (request, reply) => {
    const { actor } = await callers.identify(request);
    reply.code(202).header('Cache-Control', 'private, no-store');
    return client.call(exchangeRotateKey, { actor });
  });
}
