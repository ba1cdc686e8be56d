import { auditReceipt, auditRecords, type Asker, type RecordFilter } from '@simpul/contracts';
import { AUDIT, HTTP, SimpulError } from '@simpul/errors';
import type { FastifyInstance } from 'fastify';
import type { ApiCaller } from '../auth/api-caller.ts';
import type { RouteDeps } from './route-deps.ts';

const EXCHANGE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TEXT_FILTERS = ['exchangeId', 'xRoadId', 'consumer', 'provider', 'service', 'outcome'] as const;
const TIME_FILTERS = ['from', 'to'] as const;
const KNOWN: ReadonlySet<string> = new Set([...TEXT_FILTERS, ...TIME_FILTERS, 'limit', 'cursor']);
/** A time with its zone, or a day, which is one of UTC; Date.parse alone makes something of nearly any text. */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2}))?$/;
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/** Receipts and records: a subsystem sees its own exchanges, an auditor all (design 05). */
export function auditRecordRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  app.get<{ Params: { exchangeId: string } }>('/audit/v1/receipts/:exchangeId', async (request, reply) => {
    const asker = toAsker(await callers.identify(request));
    const { exchangeId } = request.params;
    if (!EXCHANGE_ID.test(exchangeId)) throw new SimpulError(AUDIT.RECORD_UNKNOWN);
    const { state, receipt } = await client.call(auditReceipt, { exchangeId, asker });
    if (state === 'unknown') throw new SimpulError(AUDIT.RECORD_UNKNOWN);
    reply.header('Cache-Control', 'private, no-store').type('text/plain; charset=utf-8');
    return state === 'pending' ? reply.code(202).header('Retry-After', 1).send('') : reply.send(receipt);
  });

  app.get<{ Querystring: Record<string, unknown> }>('/audit/v1/records', async (request, reply) => {
    const asker = toAsker(await callers.identify(request));
    const { filter, limit, cursor } = readQuery(request.query);
    reply.header('Cache-Control', 'private, no-store');
    return client.call(auditRecords, { filter, limit, asker, ...(cursor === undefined ? {} : { cursor }) });
  });
}

function toAsker({ id, scopes }: ApiCaller): Asker {
  return { id, auditor: scopes.includes('audit:read') };
}

function readQuery(query: Record<string, unknown>): {
  filter: RecordFilter;
  limit: number;
  cursor: string | undefined;
} {
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(query)) {
    if (!KNOWN.has(name)) throw badQuery(`its parameters are ${[...KNOWN].join(', ')}`);
    if (typeof value !== 'string') throw badQuery(`${name} may appear only once`);
    given.set(name, value);
  }
  const limit = Number(given.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw badQuery(`limit is a number from 1 to ${MAX_LIMIT}`);
  }
  const texts = TEXT_FILTERS.map((name) => [name, given.get(name)] as const);
  const times = TIME_FILTERS.map((name) => [name, readTime(name, given.get(name))] as const);
  const filter: RecordFilter = Object.fromEntries([...texts, ...times].filter(([, value]) => value !== undefined));
  return { filter, limit, cursor: given.get('cursor') };
}

/** RFC 3339, or milliseconds since the epoch. */
function readTime(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = /^\d+$/.test(text) ? Number(text) : RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isSafeInteger(time)) throw badQuery(`${name} is an RFC 3339 time or milliseconds since 1970`);
  return time;
}

function badQuery(reason: string): SimpulError {
  return new SimpulError(HTTP.BAD_REQUEST, { params: { reason } });
}
