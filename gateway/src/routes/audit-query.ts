import { HTTP, SimpulError } from '@simpul/errors';

/** A time with its zone, or a day, which is one of UTC; Date.parse alone makes something of nearly any text. */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2}))?$/;
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/** Members of a query string, each at most once. */
export type GivenQuery = ReadonlyMap<string, string>;

/** What every listing of the audit API takes besides its own filters. */
export const LISTING_PARAMETERS = ['limit', 'cursor'] as const;

/** Reads a query string whose parameters are all known. @throws SimpulError `SIMPUL_HTTP_BAD_REQUEST` */
export function readQuery(query: Readonly<Record<string, unknown>>, known: readonly string[]): GivenQuery {
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(query)) {
    if (!known.includes(name)) throw badQuery(`its parameters are ${known.join(', ')}`);
    if (typeof value !== 'string') throw badQuery(`${name} may appear only once`);
    given.set(name, value);
  }
  return given;
}

/** Length and place of a page. @throws SimpulError `SIMPUL_HTTP_BAD_REQUEST` */
export function readPage(given: GivenQuery): { limit: number; cursor?: string } {
  const limit = Number(given.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw badQuery(`limit is a number from 1 to ${MAX_LIMIT}`);
  }
  const cursor = given.get('cursor');
  return { limit, ...(cursor === undefined ? {} : { cursor }) };
}

/** RFC 3339, or milliseconds since the epoch. @throws SimpulError `SIMPUL_HTTP_BAD_REQUEST` */
export function readTime(given: GivenQuery, name: string): number | undefined {
  const text = given.get(name);
  if (text === undefined) return undefined;
  const time = /^\d+$/.test(text) ? Number(text) : RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isSafeInteger(time)) throw badQuery(`${name} is an RFC 3339 time or milliseconds since 1970`);
  return time;
}

/** A query that cannot be read, and why. */
export function badQuery(reason: string): SimpulError {
  return new SimpulError(HTTP.BAD_REQUEST, { params: { reason } });
}
