import { registryAllowLink, registryLinks, registryRemoveLink } from '@simpul/contracts';
import { REGISTRY, SimpulError } from '@simpul/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LISTING_PARAMETERS, readPage, readQuery } from '../audit-query.ts';
import { callForCaller } from '../call-for-caller.ts';
import type { RouteDeps } from '../route-deps.ts';
import { revisionOrNone, revisionSeen, withETag } from './etag.ts';

/** Bytes of a body: a link names few addresses. */
const MAX_LINK_BYTES = 16 * 1024;
const LINK = '/registry/v1/subsystems/:class/:code/:subsystem/links/:link';
interface Path {
  readonly Params: { readonly class: string; readonly code: string; readonly subsystem: string; readonly link: string };
}

/** Legacy links, for systems that cannot do better (docs/operating.md). */
export function linkRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  app.get<{ Querystring: Record<string, unknown> }>('/registry/v1/links', async (request, reply) => {
    const { actor } = await callers.identify(request);
    const given = readQuery(request.query, ['subsystem', ...LISTING_PARAMETERS]);
    const subsystem = given.get('subsystem');
    reply.header('Cache-Control', 'private, no-store');
    const filter = subsystem === undefined ? {} : { subsystem };
    return callForCaller(client, registryLinks, { ...filter, ...readPage(given), actor });
  });

  app.put<Path>(LINK, { bodyLimit: MAX_LINK_BYTES }, async (request, reply) => {
    const { actor } = await callers.identify(request);
    const { subsystem, code } = placeOf(request);
    const id = `${subsystem}/${code}`;
    // A link is never changed, lest its end be put off without a decision.
    if (revisionOrNone(request, 'link', id) !== 0) {
      throw new SimpulError(REGISTRY.PRECONDITION_FAILED, { params: { kind: 'link', id } });
    }
    const params = { subsystem, code, body: request.body ?? {}, actor };
    const view = await callForCaller(client, registryAllowLink, params);
    return withETag(reply.code(201).header('Cache-Control', 'private, no-store'), view);
  });

  app.delete<Path>(LINK, async (request, reply) => {
    const { actor } = await callers.identify(request);
    const { subsystem, code } = placeOf(request);
    const expected = revisionSeen(request, 'link', `${subsystem}/${code}`);
    await callForCaller(client, registryRemoveLink, { subsystem, code, expected, actor });
    return reply.code(204).send();
  });
}

function placeOf({ params }: Pick<FastifyRequest<Path>, 'params'>): { subsystem: string; code: string } {
  return { subsystem: `${params.class}/${params.code}/${params.subsystem}`, code: params.link };
}
