import { registryDelegate, registryDelegation, registryDelegations, registryRevokeDelegation } from '@simpul/contracts';
import type { FastifyInstance } from 'fastify';
import { LISTING_PARAMETERS, readPage, readQuery } from '../audit-query.ts';
import { callForCaller } from '../call-for-caller.ts';
import type { RouteDeps } from '../route-deps.ts';
import { requireNew, showTagged, withETag } from './etag.ts';
import { OF_DELEGATION } from './needed-scopes.ts';
import { createWriters } from './writer.ts';

const DELEGATIONS = '/registry/v1/delegations';
/** Bytes of a body: a text that names a thousand services. */
const MAX_DELEGATION_BYTES = 1024 * 1024;
type ById = { Params: { id: string } };

/** Delegations: who asks or provides on whose behalf (docs/calling.md). */
export function delegationRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  const { onRequest, actorOf } = createWriters(callers, OF_DELEGATION);

  app.get<{ Querystring: Record<string, unknown> }>(DELEGATIONS, async (request, reply) => {
    await callers.identify(request);
    const given = readQuery(request.query, ['from', 'to', ...LISTING_PARAMETERS]);
    const [from, to] = [given.get('from'), given.get('to')];
    reply.header('Cache-Control', 'private, no-store');
    const filter = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    return callForCaller(client, registryDelegations, { ...filter, ...readPage(given) });
  });

  app.get<ById>(`${DELEGATIONS}/:id`, async (request, reply) => {
    await callers.identify(request);
    const view = await callForCaller(client, registryDelegation, { id: request.params.id });
    return showTagged(request, reply, view, view);
  });

  app.put<ById>(`${DELEGATIONS}/:id`, { bodyLimit: MAX_DELEGATION_BYTES, onRequest }, async (request, reply) => {
    const { id } = request.params;
    // A text is never changed: whoever has seen one has seen the only one.
    requireNew(request, 'delegation', id);
    const params = { id, body: request.body ?? {}, actor: actorOf(request) };
    return withETag(reply.code(201), await callForCaller(client, registryDelegate, params));
  });

  app.post<ById>(`${DELEGATIONS}/:id/revoke`, { onRequest }, async (request, reply) => {
    const params = { id: request.params.id, actor: actorOf(request) };
    return withETag(reply, await callForCaller(client, registryRevokeDelegation, params));
  });
}
