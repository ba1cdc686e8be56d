import Type, { type Static } from 'typebox';
import { Closed, defineAction } from '../action.ts';
import { Instant } from '../identifiers.ts';
import { Actor } from '../identity.ts';
import { LEGACY_LINK_MAX_ADDRESSES } from '../legacy-link.ts';
import { Code, Day } from '../registry-scalars.ts';

const Id = Type.String({ minLength: 1, maxLength: 600 });
const Addresses = Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: LEGACY_LINK_MAX_ADDRESSES });
const Reason = Type.String({ minLength: 1, maxLength: 500 });

/** What is to be allowed. Of a key nothing is said: the bus makes it. */
export const LinkWish = Type.Union([
  Closed({ kind: Type.Literal('api-key'), until: Day, reason: Reason }),
  Closed({ kind: Type.Literal('ip'), addresses: Addresses, until: Day, reason: Reason }),
]);
export type LinkWish = Static<typeof LinkWish>;

/** A legacy link without anything of its key. */
export const LinkView = Closed({
  /** `{subsystem}/{code}`. */
  id: Id,
  subsystem: Id,
  kind: Type.Enum(['api-key', 'ip']),
  addresses: Type.Optional(Addresses),
  until: Day,
  reason: Reason,
  decidedBy: Type.String(),
  /** Its ETag is `"{revision}"`. */
  revision: Type.Integer({ minimum: 1 }),
  updatedAt: Instant,
});
export type LinkView = Static<typeof LinkView>;

/** Legacy links in the order of their ids: for who may allow them, and for the subsystem itself. */
export const registryLinks = defineAction({
  name: 'registry.links',
  params: Closed({
    subsystem: Type.Optional(Id),
    limit: Type.Integer({ minimum: 1, maximum: 1000 }),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
    actor: Actor,
  }),
  result: Closed({ items: Type.Array(LinkView), next: Type.Optional(Type.String()) }),
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

/** Allows a legacy link (`link:allow`). It is never changed, only removed. */
export const registryAllowLink = defineAction({
  name: 'registry.allowLink',
  params: Closed({ subsystem: Id, code: Code, body: Type.Unknown(), actor: Actor }),
  /** `key`: what the system sends in `X-Simpul-Key`; shown this once. */
  result: Closed({ ...LinkView.properties, key: Type.Optional(Type.String()) }),
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});

/** Ends a legacy link at once (`link:allow`). */
export const registryRemoveLink = defineAction({
  name: 'registry.removeLink',
  params: Closed({ subsystem: Id, code: Code, expected: Type.Integer({ minimum: 1 }), actor: Actor }),
  result: Closed({}),
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});
