import Type, { type Static } from 'typebox';
import { Closed } from './action.ts';
import { Digest, Instant } from './identifiers.ts';

const Count = Type.Integer({ minimum: 0 });
const Id = Type.String({ minLength: 1, maxLength: 600 });

export const OUTCOMES = ['ok', 'provider-error', 'refused', 'failed', 'interrupted'] as const;

/** Types of leaves; the log accepts no other. */
export const LEAF_TYPES = [
  'exchange.closed',
  'exchange.denied',
  'exchange.interrupted',
  'exchange.denied.summary',
  'config.applied',
  'config.member',
  'config.subsystem',
  'config.service',
  'config.version',
  'config.contract',
  'config.group',
  'config.agreement',
  'config.delegation',
  'config.template',
  'config.link',
  'key.added',
  'key.requested',
  'key.refused',
  'key.revoked',
  'people.invited',
  'people.enrolled',
  'people.granted',
  'people.removed',
  'people.recovered',
  'audit.search',
  'audit.view',
  'node.boot',
  'node.idle',
  'shard.open',
] as const;

/**
 * Leaf v1 of the audit log (design 05): canonical JSON (RFC 8785), integers only, at most 8 KiB. It can never change.
 * Sources send it without `at`, which the sequencer adds.
 */
export const Leaf = Closed({
  v: Type.Literal(1),
  /** The exchange id (UUIDv7). */
  id: Type.String({ pattern: '^[0-9a-f-]{36}$' }),
  type: Type.Enum([...LEAF_TYPES]),
  /** By the sequencer, non-decreasing milliseconds. */
  at: Type.Optional(Instant),
  /** By the source, milliseconds. */
  time: Instant,
  /** `prev`: SHA-256 of the same source's previous leaf as it was sent; absent on a boot's first leaf. */
  src: Closed({ node: Id, boot: Id, seq: Count, prev: Type.Optional(Digest) }),
  consumer: Type.Optional(Id),
  onBehalfOf: Type.Optional(Id),
  provider: Type.Optional(Id),
  providedFor: Type.Optional(Id),
  version: Type.Optional(Type.String({ maxLength: 100 })),
  agreement: Type.Optional(Closed({ id: Id, digest: Digest })),
  purpose: Type.Optional(Type.String({ maxLength: 200 })),
  legal: Type.Optional(Type.String({ maxLength: 500 })),
  /**
   * METHOD and path template of the contract (REST: pattern of the agreement). In `shard.open` the body of the last
   * checkpoint of the log before (C2SP tlog-checkpoint: lines of origin, size and root).
   */
  op: Type.Optional(Type.String({ maxLength: 500 })),
  /** Plain if UUID-shaped or made by the bus, else a commitment; `user` is always a commitment. */
  xRoadId: Type.Optional(Type.String({ maxLength: 200 })),
  user: Type.Optional(Digest),
  request: Type.Optional(Closed({ digest: Digest, size: Count })),
  response: Type.Optional(Closed({ digest: Type.Optional(Digest), size: Count, status: Count })),
  outcome: Type.Optional(Type.Enum([...OUTCOMES])),
  /** Our error code, `SIMPUL_…`. */
  error: Type.Optional(Type.String({ pattern: '^SIMPUL_[A-Z0-9_]+$' })),
  ms: Type.Optional(Count),
  attempts: Type.Optional(Count),
  sig: Type.Optional(Closed({ kid: Type.String(), digest: Digest })),
  subjects: Type.Optional(Closed({ n: Count, c: Type.Array(Digest, { maxItems: 16 }) })),
  /** Who did it: a client's id plainly, a person's as a commitment. */
  actor: Type.Optional(Id),
  trace: Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$' })),
});
export type Leaf = Static<typeof Leaf>;

/** 16 random bytes, base64url. */
const Salt = Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' });
/** A committed value beside its salt: commit(value) = SHA-256("simpul/commit/v1\0" || salt || JCS(value)). */
const Committed = Closed({ salt: Salt, value: Type.String() });

/** A signature of a message (RFC 9421) and what it is of: whoever has the key can check it without the message. */
const MessageSignature = Closed({
  /** RFC 7638 thumbprint of the key. */
  kid: Type.String({ maxLength: 100 }),
  /** The signature base (section 2.5). */
  base: Type.String({ maxLength: 65_536 }),
  /** Base64. */
  value: Type.String({ maxLength: 1024 }),
  /** The public key: the members that RFC 7638 hashes, and `alg` of RSA. */
  key: Closed({
    kty: Type.String({ maxLength: 10 }),
    crv: Type.Optional(Type.String({ maxLength: 20 })),
    x: Type.Optional(Type.String({ maxLength: 100 })),
    y: Type.Optional(Type.String({ maxLength: 100 })),
    n: Type.Optional(Type.String({ maxLength: 700 })),
    e: Type.Optional(Type.String({ maxLength: 10 })),
    alg: Type.Optional(Type.String({ maxLength: 10 })),
  }),
});

/** What stands beside a leaf and may be erased: salts, and the plain values behind commitments. */
export const SideCar = Closed({
  /** Salt of `request.digest`: known to consumer and provider. */
  request: Type.Optional(Salt),
  response: Type.Optional(Salt),
  xRoadId: Type.Optional(Committed),
  user: Type.Optional(Committed),
  actor: Type.Optional(Committed),
  /** The person whom a leaf `people.*` is about: `op` holds the commitment. */
  person: Type.Optional(Committed),
  /** Of the request, by the consumer: the leaf's `sig` names its key, and its base by SHA-256. */
  signature: Type.Optional(MessageSignature),
  /** Of the response, by the bus. */
  responseSignature: Type.Optional(MessageSignature),
  subjects: Type.Optional(Type.Array(Closed({ salt: Salt, kind: Type.String(), value: Type.String() }))),
});
export type SideCar = Static<typeof SideCar>;
