import { registryDelegate, registryDelegation, registryDelegations, registryRevokeDelegation } from '@simpul/contracts';
import { REGISTRY, SimpulError } from '@simpul/errors';
import type { FastifyInstance } from 'fastify';
import { LISTING_PARAMETERS, readPage, readQuery } from '../audit-query.ts';
import { callForCaller } from '../call-for-caller.ts';
import type { RouteDeps } from '../route-deps.ts';
import { revisionOrNone, withETag } from './etag.ts';

const DELEGATIONS = '/registry/v1/delegations';
/** Bytes of a body: a text that names a thousand services. */
const MAX_DELEGATION_BYTES = 1024 * 1024;
type ById = { Params: { id: string } };

/** Delegations: who asks or provides on whose behalf (docs/calling.md). */
export function delegationRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
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
    reply.header('Cache-Control', 'private, no-store');
    return withETag(reply, await callForCaller(client, registryDelegation, { id: request.params.id }));
  });

  app.put<ById>(`${DELEGATIONS}/:id`, { bodyLimit: MAX_DELEGATION_BYTES }, async (request, reply) => {
    const { actor } = await callers.identify(request);
    const { id } = request.params;
    // A text is never changed: whoever has seen one has seen the only one.
    if (revisionOrNone(request, 'delegation', id) !== 0) {
      throw new SimpulError(REGISTRY.PRECONDITION_FAILED, { params: { kind: 'delegation', id } });
    }
    const view = await callForCaller(client, registryDelegate, { id, body: request.body ?? {}, actor });
    return withETag(reply.code(201).header('Cache-Control', 'private, no-store'), view);
  });

  app.post<ById>(`${DELEGATIONS}/:id/revoke`, async (request, reply) => {
    const { actor } = await callers.identify(request);
    const view = await callForCaller(client, registryRevokeDelegation, { id: request.params.id, actor });
    return withETag(reply.header('Cache-Control', 'private, no-store'), view);
  });
}
