import { auditReceipt, auditRecords, type RecordFilter } from '@simpul/contracts';
import { AUDIT, SimpulError } from '@simpul/errors';
import type { FastifyInstance } from 'fastify';
import { toAsker } from './audit-asker.ts';
import { type GivenQuery, LISTING_PARAMETERS, readPage, readQuery, readTime } from './audit-query.ts';
import type { RouteDeps } from './route-deps.ts';

const EXCHANGE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TEXT_FILTERS = [
  'exchangeId',
  'xRoadId',
  'consumer',
  'provider',
  'service',
  'outcome',
  'type',
  'agreement',
  'onBehalfOf',
  'providedFor',
] as const;
const TIME_FILTERS = ['from', 'to'] as const;
const PARAMETERS = [...TEXT_FILTERS, ...TIME_FILTERS, ...LISTING_PARAMETERS];

/** Receipts and records: a subsystem sees its own exchanges, an auditor all (design 05). */
export function auditRecordRoutes(app: FastifyInstance, { client, callers, open }: RouteDeps): void {
  app.get<{ Params: { exchangeId: string } }>('/audit/v1/receipts/:exchangeId', async (request, reply) => {
    const asker = toAsker(await callers.identify(request), open.instance);
    const { exchangeId } = request.params;
    if (!EXCHANGE_ID.test(exchangeId)) throw new SimpulError(AUDIT.RECORD_UNKNOWN);
    const { state, receipt } = await client.call(auditReceipt, { exchangeId, asker });
    if (state === 'unknown') throw new SimpulError(AUDIT.RECORD_UNKNOWN);
    reply.header('Cache-Control', 'private, no-store').type('text/plain; charset=utf-8');
    return state === 'pending' ? reply.code(202).header('Retry-After', 1).send('') : reply.send(receipt);
  });

  app.get<{ Querystring: Record<string, unknown> }>('/audit/v1/records', async (request, reply) => {
    const asker = toAsker(await callers.identify(request), open.instance);
    const given = readQuery(request.query, PARAMETERS);
    const filter = readFilter(given);
    reply.header('Cache-Control', 'private, no-store');
    return client.call(auditRecords, { filter, ...readPage(given), asker });
  });
}

function readFilter(given: GivenQuery): RecordFilter {
  const texts = TEXT_FILTERS.map((name) => [name, given.get(name)] as const);
  const times = TIME_FILTERS.map((name) => [name, readTime(given, name)] as const);
  return Object.fromEntries([...texts, ...times].filter(([, value]) => value !== undefined));
}
