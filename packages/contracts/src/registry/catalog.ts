import Type, { type Static } from 'typebox';
import { Closed, defineAction } from '../action.ts';
import { MemberId, ServiceId, SubsystemId } from '../identifiers.ts';
import { Text } from '../registry-scalars.ts';

/** Longest text that is searched for, characters. */
export const CATALOG_QUERY_MAX = 200;
/** Most entries on a page of the catalogue. */
export const CATALOG_PAGE_MAX = 1000;

/** What anybody may know about a service: no address of its system, no consumer, no agreement. */
export const CatalogEntry = Closed({
  id: ServiceId,
  name: Text,
  /** What the contract says of itself (`info.description`), in whatever language it was written. */
  description: Type.Optional(Type.String()),
  type: Type.Enum(['OPENAPI', 'REST']),
  /** The version that answers where nobody asks for another. */
  version: Type.String(),
  state: Type.Enum(['active', 'deprecated']),
  /** Last day of a deprecated version. */
  sunset: Type.Optional(Type.String()),
  /** Whether it answers at present: `active`, or why it does not. */
  status: Type.Enum(['active', 'disabled', 'maintenance']),
  owner: Closed({ id: MemberId, name: Text, region: Type.Optional(Type.String()) }),
  system: Closed({ id: SubsystemId, name: Text }),
  classification: Type.Optional(Type.Enum(['terbuka', 'terbatas', 'dikecualikan'])),
  personal: Type.Optional(Type.Enum(['none', 'umum', 'spesifik'])),
  /** Data elements, as the owner names them. */
  elements: Type.Array(Type.String()),
});
export type CatalogEntry = Static<typeof CatalogEntry>;

/**
 * The services of the region: with `query` those that have all its words in their names, elements, owners or descriptions,
 * best first; without, all by id.
 */
export const registryCatalog = defineAction({
  name: 'registry.catalog',
  params: Closed({
    query: Type.Optional(Type.String({ minLength: 1, maxLength: CATALOG_QUERY_MAX })),
    limit: Type.Integer({ minimum: 1, maximum: CATALOG_PAGE_MAX }),
    /** `next` of the page before. */
    cursor: Type.Optional(Type.String({ maxLength: 16 })),
  }),
  result: Closed({
    /** The region itself. */
    region: Closed({ instance: Type.String(), name: Text }),
    items: Type.Array(CatalogEntry),
    total: Type.Integer(),
    next: Type.Optional(Type.String()),
    /** Of the registry: the same number, the same catalogue. */
    revision: Type.Integer(),
  }),
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});
