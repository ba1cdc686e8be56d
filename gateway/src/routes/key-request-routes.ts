import { identityDecideKey, identityKeyRequests, identityRequestKey } from '@simpul/contracts';
import type { FastifyInstance } from 'fastify';
import { readQuery } from './audit-query.ts';
import { callForCaller, membersOf } from './call-for-caller.ts';
import type { RouteDeps } from './route-deps.ts';
import { MAX_KEY_BODY_BYTES } from './subsystem-key-routes.ts';

const REQUESTS = '/identity/v1/key-requests';

/** Requests for keys: an integrator asks, another person decides (design 04). */
export function keyRequestRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  const options = { bodyLimit: MAX_KEY_BODY_BYTES };

  app.get<{ Querystring: Record<string, unknown> }>(REQUESTS, async (request, reply) => {
    const { actor } = await callers.identify(request);
    const state = readQuery(request.query, ['state']).get('state');
    reply.header('Cache-Control', 'private, no-store');
    return callForCaller(client, identityKeyRequests, { ...(state !== undefined && { state }), actor });
  });

  app.post(REQUESTS, options, async (request, reply) => {
    const { actor } = await callers.identify(request);
    reply.code(201).header('Cache-Control', 'private, no-store');
    return callForCaller(client, identityRequestKey, { ...membersOf(request.body), actor });
  });

  for (const decision of ['approve', 'refuse'] as const) {
    app.post<{ Params: { id: string } }>(`${REQUESTS}/:id/${decision}`, options, async (request, reply) => {
      const { actor } = await callers.identify(request);
      const { id } = request.params;
      reply.header('Cache-Control', 'private, no-store');
      return callForCaller(client, identityDecideKey, { ...membersOf(request.body), id, decision, actor });
    });
  }
}
