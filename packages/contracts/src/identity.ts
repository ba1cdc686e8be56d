import Type, { type Static } from 'typebox';
import { type Announcement, Bytes, Closed, defineAction } from './action.ts';
import { ROLES } from './duties.ts';
import { PublicJwk } from './registry-objects.ts';

/** One HTTP request to the authorization server, as the gateway saw it (design 04). */
export const identityHttp = defineAction({
  name: 'identity.http',
  params: Closed({
    method: Type.String(),
    /** Path and query, beginning with `/oauth2`, `/people` or `/.well-known`. */
    target: Type.String(),
    /** Names and values alternating, as they arrived. */
    headers: Type.Array(Type.String()),
    body: Bytes,
    /** Address of the peer, for limits by source. */
    source: Type.String(),
    /** SHA-256 of the client certificate whose key the caller holds, 64 lower-case hex digits, as the gateway saw it. */
    certificate: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  }),
  result: Closed({ status: Type.Integer(), headers: Type.Array(Type.String()), body: Bytes }),
  callers: ['gateway'],
  deadlineMs: 10_000,
  idempotent: false,
});

/** The public keys that sign access tokens, and the issuer's name. */
export const identityKeys = defineAction({
  name: 'identity.keys',
  params: Closed({}),
  result: Closed({ issuer: Type.String(), keys: Type.Array(PublicJwk) }),
  callers: ['gateway', 'exchange'],
  deadlineMs: 5000,
  idempotent: true,
});

/**
 * Notes that a DPoP proof was used at an API of the bus, until it cannot be used any more anyway (seconds since the Unix epoch). Of any
 * number of calls with one id exactly one is told that it is new, whichever gateways make them.
 */
export const identityNoteProof = defineAction({
  name: 'identity.noteProof',
  params: Closed({
    id: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
    expiresAt: Type.Integer({ minimum: 0 }),
  }),
  result: Closed({ isNew: Type.Boolean() }),
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: false,
});

/** Who acts on people, keys and rights: the gateway alone makes it of a token, and services decide with `objectionTo`. */
export const Actor = Closed({
  kind: Type.Enum(['person', 'client']),
  /** Of a person a UUIDv7; of a client its client id. */
  id: Type.String({ minLength: 1, maxLength: 404 }),
  grants: Type.Array(Closed({ role: Type.Enum([...ROLES]), scope: Type.Optional(Type.String({ maxLength: 303 })) }), {
    maxItems: 64,
  }),
});
export type Actor = Static<typeof Actor>;

/** Seconds that an access token lives at most. */
export const TOKEN_MAX_S = 300;

/** Tokens whose `client_id` or `sub` is `id` and that were issued at `before` (seconds) or earlier are refused. */
export const Denial = Closed({ id: Type.String(), before: Type.Integer({ minimum: 0 }) });
export type Denial = Static<typeof Denial>;

/** Denials made after a revision, oldest first. Repeat while `more`. */
export const identityChanges = defineAction({
  name: 'identity.changes',
  params: Closed({ since: Type.Integer({ minimum: 0 }), limit: Type.Integer({ minimum: 1, maximum: 10_000 }) }),
  result: Closed({ revision: Type.Integer(), denials: Type.Array(Denial), more: Type.Boolean() }),
  callers: ['gateway', 'exchange'],
  deadlineMs: 5000,
  idempotent: true,
});

/** Sent after a denial was stored; carries nothing. */
export const identityChanged: Announcement = Object.freeze({ name: 'identity.changed' });
