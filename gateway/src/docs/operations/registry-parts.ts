import { registryAgreements } from '@simpul/contracts';
import { AUTHORITY, DUTY, HTTP, RECORD, REGISTRY } from '@simpul/errors';
import type { Answer, Bilingual, Operation, Parameter } from '../operation.ts';
import type { SchemaName } from '../schemas.ts';

/** Any text. */
export const TEXT = { type: 'string' } as const;
/** What all of them are. */
export const COMMON = { chapter: 'agreements', needs: 'identity' } as const satisfies Partial<Operation>;
/** What every change may be refused for. */
export const CHANGE_ERRORS = [
  HTTP.BAD_REQUEST,
  AUTHORITY.STALE,
  DUTY.ROLE_MISSING,
  DUTY.SCOPE_MISSING,
  REGISTRY.BUSY,
  RECORD.UNAVAILABLE,
];
/** What a change of one object may be refused for. */
export const OF_ONE = [REGISTRY.UNKNOWN, REGISTRY.MANAGED_BY_FILE];
/** What a change that names a revision may be refused for. */
export const TAGGED = [REGISTRY.PRECONDITION_MISSING, REGISTRY.PRECONDITION_FAILED];

/** A schema as plain JSON. */
export const plain = (schema: object): object => JSON.parse(JSON.stringify(schema)) as object;
/** A parameter of the query. */
export const query = (name: string, schema: object, text: Bilingual): Parameter => {
  return { name, in: 'query', required: false, schema, text };
};
/** An answer with a named schema. */
export const answer = (status: number, schema: SchemaName, text: Bilingual): readonly Answer[] => [
  { status, text, content: [{ type: 'application/json', schema }] },
];
/** A body with a schema that is written out. */
export const json = (schema: object) => ({ type: 'application/json', schema: plain(schema) }) as const;

const { limit, cursor } = registryAgreements.params.properties;
/** Length and place of a page. */
export const PAGE: readonly Parameter[] = [
  query('limit', { ...limit, default: 100 }, { id: 'Banyaknya dalam satu halaman', en: 'How many on a page' }),
  query('cursor', cursor, { id: 'Nilai next dari halaman sebelumnya', en: 'The value next of the page before' }),
];
/** The id in a path. */
export const byId = (what: Bilingual): Parameter => ({
  name: 'id',
  in: 'path',
  required: true,
  schema: TEXT,
  text: what,
});
/** The revision that a reader has. */
export const KNOWN_TAG: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  schema: TEXT,
  text: { id: 'ETag yang sudah diketahui', en: 'ETag that is known' },
};
/** What such a reader hears. */
export const UNCHANGED: Answer = { status: 304, text: { id: 'Tidak berubah', en: 'It has not changed' } };
/** The revision that a caller saw. */
export const IF_MATCH: Parameter = {
  name: 'If-Match',
  in: 'header',
  required: true,
  schema: TEXT,
  text: { id: 'ETag dari yang Anda ketahui', en: 'ETag of what you know' },
};
