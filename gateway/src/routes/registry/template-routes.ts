import { registryPutTemplate, registryRemoveTemplate, registryTemplate, registryTemplates } from '@simpul/contracts';
import type { FastifyInstance } from 'fastify';
import { LISTING_PARAMETERS, readPage, readQuery } from '../audit-query.ts';
import { callForCaller } from '../call-for-caller.ts';
import type { RouteDeps } from '../route-deps.ts';
import { MAX_AGREEMENT_BYTES } from './agreement-routes.ts';
import { revisionOrNone, revisionSeen, withETag } from './etag.ts';

const TEMPLATES = '/registry/v1/templates';
type ById = { Params: { id: string } };

/** What the province writes once for many (docs/agreements.md). */
export function templateRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  app.get<{ Querystring: Record<string, unknown> }>(TEMPLATES, async (request, reply) => {
    await callers.identify(request);
    const given = readQuery(request.query, ['service', ...LISTING_PARAMETERS]);
    const service = given.get('service');
    reply.header('Cache-Control', 'private, no-store');
    return callForCaller(client, registryTemplates, { ...(service !== undefined && { service }), ...readPage(given) });
  });

  app.get<ById>(`${TEMPLATES}/:id`, async (request, reply) => {
    await callers.identify(request);
    reply.header('Cache-Control', 'private, no-store');
    return withETag(reply, await callForCaller(client, registryTemplate, { id: request.params.id }));
  });

  app.put<ById>(`${TEMPLATES}/:id`, { bodyLimit: MAX_AGREEMENT_BYTES }, async (request, reply) => {
    const { actor } = await callers.identify(request);
    const { id } = request.params;
    const expected = revisionOrNone(request, 'template', id);
    const view = await callForCaller(client, registryPutTemplate, { id, expected, body: request.body ?? {}, actor });
    reply.code(expected === 0 ? 201 : 200).header('Cache-Control', 'private, no-store');
    return withETag(reply, view);
  });

  app.delete<ById>(`${TEMPLATES}/:id`, async (request, reply) => {
    const { actor } = await callers.identify(request);
    const { id } = request.params;
    await callForCaller(client, registryRemoveTemplate, { id, expected: revisionSeen(request, 'template', id), actor });
    return reply.code(204).send();
  });
}
