import Type, { type Static } from 'typebox';
import { Closed, defineAction } from './action.ts';
import { Digest, Instant, PART, SubsystemId } from './identifiers.ts';
import { Actor } from './identity.ts';
import { PublicJwk } from './registry-objects.ts';
import { Remark } from './remark.ts';

/** `CLASS/MEMBER/SUBSYSTEM` of this bus's instance. */
export const LocalSubsystemId = Type.String({ pattern: `^${PART}/${PART}/${PART}$`, maxLength: 303 });
/** SHA-256 thumbprint of a public key (RFC 7638), base64url: how keys are named here. */
export const KeyThumbprint = Digest;
/** Id of the leaf of the change that was just made: `simpul audit show` finds it. */
const Record = Type.Optional(Type.String());

/** `ending`: good until `until`; `ended` and `revoked` keys are refused. */
export const KEY_STATES = ['active', 'ending', 'ended', 'revoked'] as const;

/** A key of a subsystem. */
export const SubsystemKey = Closed({
  kid: KeyThumbprint,
  alg: Type.String(),
  state: Type.Enum([...KEY_STATES]),
  /** `registry`: the region file; `sandbox`: made by the sandbox; `rotated`: added by the holder; `requested`: asked for and approved. */
  from: Type.Enum(['registry', 'sandbox', 'rotated', 'requested']),
  /** Since when it is known here; absent for keys of the registry of which nothing else is known. */
  since: Type.Optional(Instant),
  /** When it ends, ended, or was revoked. */
  until: Type.Optional(Instant),
  /** Why it was revoked. */
  reason: Type.Optional(Type.String()),
  record: Record,
});
export type SubsystemKey = Static<typeof SubsystemKey>;

/** Keys of a subsystem, those that are over too: for the subsystem itself, and `key:read`. */
export const identityListKeys = defineAction({
  name: 'identity.listKeys',
  params: Closed({ subsystem: LocalSubsystemId, actor: Actor }),
  result: Closed({ subsystem: SubsystemId, keys: Type.Array(SubsystemKey) }),
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

/** A key with which a subsystem's signatures are verified (RFC 9421). Ended and revoked ones come too, to be refused by name. */
export const SignatureKey = Closed({
  kid: KeyThumbprint,
  state: Type.Enum([...KEY_STATES]),
  /** When it ends, ended, or was revoked. */
  until: Type.Optional(Instant),
  /** Absent where nothing but the revocation is known any more. */
  jwk: Type.Optional(PublicJwk),
});
export type SignatureKey = Static<typeof SignatureKey>;

/** Subsystems in one question for keys. */
export const SIGNATURE_KEYS_MAX = 500;

/**
 * Keys with which signatures of these subsystems are verified now. Whoever keeps them asks again each second, and gets those that have
 * changed since it saw them.
 */
export const identitySignatureKeys = defineAction({
  name: 'identity.signatureKeys',
  params: Closed({
    subsystems: Type.Array(
      Closed({
        id: SubsystemId,
        /** A key that is wanted: where it is not known, the subsystem's own address is asked for it. */
        kid: Type.Optional(KeyThumbprint),
        /** What the last answer said. */
        seen: Type.Optional(Digest),
      }),
      { maxItems: SIGNATURE_KEYS_MAX },
    ),
  }),
  /** `seen` names this state of the keys. */
  result: Closed({ changed: Type.Array(Closed({ id: SubsystemId, seen: Digest, keys: Type.Array(SignatureKey) })) }),
  callers: ['exchange'],
  deadlineMs: 10_000,
  idempotent: true,
});

/** Public halves of one exchange node's keys at once: the one that signs, the next, and those that signed before. */
export const RESPONSE_KEYS_MAX = 16;

/** The public half of a key that signs, or will sign, or signed responses: Ed25519 alone, which signs no token of this bus. */
export const ResponseKey = Closed({
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  x: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
  kid: KeyThumbprint,
  alg: Type.Literal('EdDSA'),
  use: Type.Literal('sig'),
});
export type ResponseKey = Static<typeof ResponseKey>;

/** Publishes the keys with which an exchange node signs responses, in place of those that it named before; kept for its next start. */
export const identityPublishKeys = defineAction({
  name: 'identity.publishKeys',
  params: Closed({
    keys: Type.Array(ResponseKey, { minItems: 1, maxItems: RESPONSE_KEYS_MAX }),
  }),
  result: Closed({}),
  callers: ['exchange'],
  deadlineMs: 10_000,
  idempotent: true,
});

/** A subsystem adds a key of its own beside, or in place of, another one. */
export const identityAddKey = defineAction({
  name: 'identity.addKey',
  params: Closed({
    subsystem: LocalSubsystemId,
    jwk: PublicJwk,
    /** Compact JWS by the new key: typ `simpul-key-proof+jwt`; iss = sub = client id, aud = issuer, jkt, jti, iat, exp. */
    proof: Type.String({ maxLength: 4096 }),
    /** The key that ends, and when; at most 90 days ahead. */
    replaces: Type.Optional(Closed({ kid: KeyThumbprint, until: Instant })),
    actor: Actor,
  }),
  result: SubsystemKey,
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});

/** Revokes a key for good, and the tokens of its subsystem that were issued until now (`key:revoke`). */
export const identityRevokeKey = defineAction({
  name: 'identity.revokeKey',
  params: Closed({ subsystem: LocalSubsystemId, kid: KeyThumbprint, reason: Remark, actor: Actor }),
  result: SubsystemKey,
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: true,
});

export const KEY_REQUEST_STATES = ['open', 'approved', 'refused'] as const;

/** An integrator's wish that a key be added to a subsystem. */
export const KeyRequest = Closed({
  id: Type.String(),
  subsystem: SubsystemId,
  kid: KeyThumbprint,
  alg: Type.String(),
  /** Id of a person or a client. */
  requestedBy: Type.String(),
  requestedAt: Instant,
  note: Type.Optional(Remark),
  state: Type.Enum([...KEY_REQUEST_STATES]),
  decidedBy: Type.Optional(Type.String()),
  decidedAt: Type.Optional(Instant),
  /** Why it was refused. */
  reason: Type.Optional(Remark),
  record: Record,
});
export type KeyRequest = Static<typeof KeyRequest>;

/** Asks that a key be added (`key:request`). */
export const identityRequestKey = defineAction({
  name: 'identity.requestKey',
  params: Closed({ subsystem: LocalSubsystemId, jwk: PublicJwk, note: Type.Optional(Remark), actor: Actor }),
  result: KeyRequest,
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});

/** Requests that the actor may see (`key:read`, within its scope), newest first. */
export const identityKeyRequests = defineAction({
  name: 'identity.keyRequests',
  params: Closed({ state: Type.Optional(Type.Enum([...KEY_REQUEST_STATES])), actor: Actor }),
  result: Closed({ requests: Type.Array(KeyRequest) }),
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

/** Decides on a request (`key:decide`, never on the own one). */
export const identityDecideKey = defineAction({
  name: 'identity.decideKey',
  params: Closed({
    id: Type.String({ maxLength: 36 }),
    decision: Type.Enum(['approve', 'refuse']),
    reason: Type.Optional(Remark),
    actor: Actor,
  }),
  result: KeyRequest,
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});

/** What a change of one of the bus's keys comes to: the new one signs from `signsFrom` on; the old one is published until `oldUntil`. */
const BusRotation = Closed({
  kid: KeyThumbprint,
  signsFrom: Instant,
  old: KeyThumbprint,
  oldUntil: Instant,
  record: Record,
});

/** Puts a new key that signs access tokens in place of the present one (`bus-key:rotate`), without a pause. */
export const identityRotateBusKey = defineAction({
  name: 'identity.rotateBusKey',
  params: Closed({ actor: Actor }),
  /** Tokens of the old one are good until `oldUntil`. */
  result: BusRotation,
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});

/** Puts a new key that signs responses in place of the present one (`bus-key:rotate`), without a pause. */
export const exchangeRotateKey = defineAction({
  name: 'exchange.rotateKey',
  params: Closed({ actor: Actor }),
  result: BusRotation,
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});
