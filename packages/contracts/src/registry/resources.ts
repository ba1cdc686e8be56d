import Type, { type Static } from 'typebox';
import { Closed, defineAction } from '../action.ts';
import { Instant } from '../identifiers.ts';
import { Actor } from '../identity.ts';

/** Kinds of objects that `/registry/v1` reads and writes in one way. */
export const RESOURCES = ['member', 'subsystem', 'service', 'version', 'group'] as const;
export type Resource = (typeof RESOURCES)[number];

/** Who changes an object: the region file, or the API; never both. */
export const MANAGERS = ['file', 'api'] as const;
export type ManagedBy = (typeof MANAGERS)[number];

/** Id of an object; its instance may be left out. */
const Id = Type.String({ minLength: 1, maxLength: 600 });
const Kind = Type.Enum([...RESOURCES]);
const Revision = Type.Integer({ minimum: 1 });

/** An object as `/registry/v1` shows it. */
export const StoredObject = Closed({
  id: Id,
  /** Which change of the registry made it so; its ETag is `"{revision}"`. */
  revision: Revision,
  managedBy: Type.Enum([...MANAGERS]),
  updatedAt: Instant,
  /** What the region file would say of it: an entry of its kind, which the registry made (`entries`). */
  entry: Type.Unknown(),
});
export type StoredObject = Static<typeof StoredObject>;

/** What a writer knows of the object: that there is none, that there is one, or its revision (one of these). */
export const Expected = Type.Union([
  Type.Literal('absent'),
  Type.Literal('present'),
  Type.Array(Revision, { minItems: 1, maxItems: 16 }),
]);
export type Expected = Static<typeof Expected>;

/** A member of an entry that must have this value; the registry knows by which ones its lists can be filtered. */
export const FieldFilter = Closed({ field: Type.String({ maxLength: 50 }), value: Type.String({ maxLength: 600 }) });
export type FieldFilter = Static<typeof FieldFilter>;

/** A page of a list, in the order of ids; `next` is the cursor of the page after it. */
export const ListedObjects = Closed({ items: Type.Array(StoredObject), next: Type.Optional(Type.String()) });
export type ListedObjects = Static<typeof ListedObjects>;

const Page = {
  limit: Type.Integer({ minimum: 1, maximum: 1000 }),
  cursor: Type.Optional(Type.String({ maxLength: 1000 })),
};

/** Objects of a kind, filtered. Versions are those of `of`, a service. */
export const registryList = defineAction({
  name: 'registry.list',
  params: Closed({
    kind: Kind,
    of: Type.Optional(Id),
    filter: Type.Array(FieldFilter, { maxItems: 16 }),
    ...Page,
  }),
  result: ListedObjects,
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

/** One object. */
export const registryRead = defineAction({
  name: 'registry.read',
  params: Closed({ kind: Kind, id: Id }),
  result: StoredObject,
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

const Changed = Closed({ ...StoredObject.properties, created: Type.Boolean(), record: Type.Optional(Type.String()) });

/** Creates or replaces an object; the registry holds the body against the entry of its kind and names every fault. */
export const registryPut = defineAction({
  name: 'registry.put',
  params: Closed({ kind: Kind, id: Id, expected: Expected, body: Type.Unknown(), actor: Actor }),
  /** `record`: id of the leaf that says so; absent where the object was so already. */
  result: Changed,
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});

/** Changes members of an object's entry (merge patch, RFC 7396). */
export const registryPatch = defineAction({
  name: 'registry.patch',
  params: Closed({ kind: Kind, id: Id, expected: Expected, patch: Type.Unknown(), actor: Actor }),
  result: Changed,
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});

/** Removes an object that nothing else needs. */
export const registryRemove = defineAction({
  name: 'registry.remove',
  params: Closed({ kind: Kind, id: Id, expected: Expected, actor: Actor }),
  result: Closed({ record: Type.Optional(Type.String()) }),
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});
