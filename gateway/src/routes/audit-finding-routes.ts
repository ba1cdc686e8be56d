import { auditFindings, FINDING_KINDS, type FindingFilter, type FindingKind } from '@simpul/contracts';
import type { FastifyInstance } from 'fastify';
import { toAsker } from './audit-asker.ts';
import { badQuery, type GivenQuery, LISTING_PARAMETERS, readPage, readQuery, readTime } from './audit-query.ts';
import type { RouteDeps } from './route-deps.ts';

const PARAMETERS = ['kind', 'from', 'to', ...LISTING_PARAMETERS] as const;

/** What the log found amiss, newest first: for auditors only (design 05). */
export function auditFindingRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  app.get<{ Querystring: Record<string, unknown> }>('/audit/v1/findings', async (request, reply) => {
    const asker = toAsker(await callers.requireRight(request, 'audit:read'));
    const given = readQuery(request.query, PARAMETERS);
    reply.header('Cache-Control', 'private, no-store');
    return client.call(auditFindings, {
      filter: readFilter(given),
      ...readPage(given),
      asker,
    });
  });
}

function readFilter(given: GivenQuery): FindingFilter {
  const kind = given.get('kind');
  if (kind !== undefined && !isKind(kind)) throw badQuery(`kind is one of ${FINDING_KINDS.join(', ')}`);
  const [from, to] = [readTime(given, 'from'), readTime(given, 'to')];
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function isKind(text: string): text is FindingKind {
  return FINDING_KINDS.some((kind) => kind === text);
}
