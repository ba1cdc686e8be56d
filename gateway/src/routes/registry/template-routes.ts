import { registryPutTemplate, registryRemoveTemplate, registryTemplate, registryTemplates } from '@simpul/contracts';
import type { FastifyInstance } from 'fastify';
import { LISTING_PARAMETERS, readPage, readQuery } from '../audit-query.ts';
import { callForCaller } from '../call-for-caller.ts';
import type { RouteDeps } from '../route-deps.ts';
import { MAX_AGREEMENT_BYTES } from './agreement-routes.ts';
import { revisionOrNone, revisionSeen, showTagged, withETag } from './etag.ts';
import { OF_TEMPLATE } from './needed-scopes.ts';
import { createWriters } from './writer.ts';

const TEMPLATES = '/registry/v1/templates';
type ById = { Params: { id: string } };

/** What the province writes once for many (docs/agreements.md). */
export function templateRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  const { onRequest, actorOf } = createWriters(callers, OF_TEMPLATE);

  app.get<{ Querystring: Record<string, unknown> }>(TEMPLATES, async (request, reply) => {
    await callers.identify(request);
    const given = readQuery(request.query, ['service', ...LISTING_PARAMETERS]);
    const service = given.get('service');
    reply.header('Cache-Control', 'private, no-store');
    return callForCaller(client, registryTemplates, { ...(service !== undefined && { service }), ...readPage(given) });
  });

  app.get<ById>(`${TEMPLATES}/:id`, async (request, reply) => {
    await callers.identify(request);
    const view = await callForCaller(client, registryTemplate, { id: request.params.id });
    return showTagged(request, reply, view, view);
  });

  app.put<ById>(`${TEMPLATES}/:id`, { bodyLimit: MAX_AGREEMENT_BYTES, onRequest }, async (request, reply) => {
    const { id } = request.params;
    const expected = revisionOrNone(request, 'template', id);
    const params = { id, expected, body: request.body ?? {}, actor: actorOf(request) };
    const view = await callForCaller(client, registryPutTemplate, params);
    return withETag(reply.code(expected === 0 ? 201 : 200), view);
  });

  app.delete<ById>(`${TEMPLATES}/:id`, { onRequest }, async (request, reply) => {
    const { id } = request.params;
    const expected = revisionSeen(request, 'template', id);
    await callForCaller(client, registryRemoveTemplate, { id, expected, actor: actorOf(request) });
    return reply.code(204).send();
  });
}
