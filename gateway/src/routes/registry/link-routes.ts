import { registryAllowLink, registryLinks, registryRemoveLink } from '@simpul/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LISTING_PARAMETERS, readPage, readQuery } from '../audit-query.ts';
import { callForCaller } from '../call-for-caller.ts';
import type { RouteDeps } from '../route-deps.ts';
import { requireNew, revisionSeen, withETag } from './etag.ts';
import { OF_LINK } from './needed-scopes.ts';
import { createWriters } from './writer.ts';

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

  const allowers = createWriters(callers, OF_LINK.allow);
  const put = { bodyLimit: MAX_LINK_BYTES, onRequest: allowers.onRequest };
  app.put<Path>(LINK, put, async (request, reply) => {
    const { subsystem, code } = placeOf(request);
    // A link is never changed, lest its end be put off without a decision.
    requireNew(request, 'link', `${subsystem}/${code}`);
    const params = { subsystem, code, body: request.body ?? {}, actor: allowers.actorOf(request) };
    return withETag(reply.code(201), await callForCaller(client, registryAllowLink, params));
  });

  const removers = createWriters(callers, OF_LINK.remove);
  app.delete<Path>(LINK, { onRequest: removers.onRequest }, async (request, reply) => {
    const { subsystem, code } = placeOf(request);
    const expected = revisionSeen(request, 'link', `${subsystem}/${code}`);
    const params = { subsystem, code, expected, actor: removers.actorOf(request) };
    await callForCaller(client, registryRemoveLink, params);
    return reply.code(204).send();
  });
}

function placeOf({ params }: Pick<FastifyRequest<Path>, 'params'>): { subsystem: string; code: string } {
  return { subsystem: `${params.class}/${params.code}/${params.subsystem}`, code: params.link };
}
