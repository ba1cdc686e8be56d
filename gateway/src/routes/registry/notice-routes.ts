import { registryNotices } from '@simpul/contracts';
import type { FastifyInstance } from 'fastify';
import { LISTING_PARAMETERS, readPage, readQuery, readTime } from '../audit-query.ts';
import { callForCaller } from '../call-for-caller.ts';
import type { RouteDeps } from '../route-deps.ts';

/** What consumers and providers should know: each reads what concerns it, newest first (docs/agreements.md). */
export function noticeRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  app.get<{ Querystring: Record<string, unknown> }>('/registry/v1/notices', async (request, reply) => {
    const { actor } = await callers.identify(request);
    const given = readQuery(request.query, ['since', 'kind', ...LISTING_PARAMETERS]);
    const since = readTime(given, 'since');
    const kind = given.get('kind');
    reply.header('Cache-Control', 'private, no-store');
    return callForCaller(client, registryNotices, {
      actor,
      ...(since !== undefined && { since }),
      ...(kind !== undefined && { kind }),
      ...readPage(given),
    });
  });
}
