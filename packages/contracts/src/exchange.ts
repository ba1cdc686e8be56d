import Type, { type Static } from 'typebox';
import { Bytes, Closed, defineAction } from './action.ts';
import { ExchangeId, Instant } from './identifiers.ts';

/** Proof of possession that the gateway checked: the key's thumbprint and the proof's own id (RFC 9449). */
export const CheckedProof = Closed({ jkt: Type.String(), jti: Type.String() });
export type CheckedProof = Static<typeof CheckedProof>;

/** SHA-256 of the client certificate whose key the caller holds, 64 lower-case hex digits. */
const Certificate = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** How the caller showed who it is. The token, and what it is bound to, is verified again by whoever receives this. */
export const Credential = Type.Union([
  Closed({ link: Type.Literal('token'), token: Type.String(), proof: CheckedProof }),
  /** A token that came as Bearer over the certificate that it must be bound to (RFC 8705 section 3). */
  Closed({ link: Type.Literal('token'), token: Type.String(), certificate: Certificate }),
  Closed({ link: Type.Literal('mtls'), certificate: Certificate }),
  Closed({ link: Type.Literal('open'), loopback: Type.Boolean() }),
  /** A legacy link's secret as it came, and the address from which a system calls, as the gateway saw it. */
  Closed({ link: Type.Literal('api-key'), key: Type.String({ maxLength: 200 }) }),
  Closed({ link: Type.Literal('ip'), address: Type.String({ maxLength: 64 }) }),
]);
export type Credential = Static<typeof Credential>;

/** `X-Road-*` and `X-Simpul-*` request headers that the bus itself reads, decoded from their last occurrence. */
const RoadHeaders = Closed({
  client: Type.Optional(Type.String()),
  id: Type.Optional(Type.String()),
  userId: Type.Optional(Type.String()),
  representedParty: Type.Optional(Type.String()),
  securityServer: Type.Optional(Type.String()),
  purpose: Type.Optional(Type.String()),
  version: Type.Optional(Type.String()),
  idempotencyKey: Type.Optional(Type.String()),
  providerAuthorization: Type.Optional(Type.String()),
  traceparent: Type.Optional(Type.String()),
  contentType: Type.Optional(Type.String()),
});

const Count = Type.Integer({ minimum: 0 });

/** Largest body that travels in a call between a gateway and an exchange node that run apart, bytes (design 02). */
export const CALL_BODY_MAX_BYTES = 4 * 1024 * 1024;

const Request = {
  /** The exchange id: UUIDv7, made on arrival. */
  id: ExchangeId,
  arrivedAt: Instant,
  method: Type.String(),
  /** Path and query as they arrived, byte for byte. */
  target: Type.String(),
  /** Headers that pass on, names and values alternating, in arrival order. */
  headers: Type.Array(Type.String()),
  road: RoadHeaders,
  credential: Credential,
  /**
   * Where there is a `Signature-Input`: all lines of the fields that a signature `simpul-request` is about, as they came, names and
   * values alternating (RFC 9421). Whoever receives this verifies them itself, and that `headers` and `road` say the same.
   */
  signed: Type.Optional(Type.Array(Type.String())),
  /** The gateway runs in another process: no body passes beside the call, and the answer's may have `CALL_BODY_MAX_BYTES`. */
  apart: Type.Optional(Type.Literal(true)),
};

const Answer = Closed({
  status: Type.Integer(),
  /** Names and values alternating. */
  headers: Type.Array(Type.String()),
  body: Bytes,
  /** Present where the body is too large to be held: `body` is empty, and the bytes are in the lane `{id}/response`. */
  stream: Type.Optional(Closed({ length: Type.Optional(Count) })),
});
export type ExchangeAnswer = Static<typeof Answer>;

const RequestSchema = Closed(Request);
/** A request to `/r1` as the gateway read it, without its body. */
export type ExchangeRequest = Static<typeof RequestSchema>;

/** One synchronous exchange, from authorisation to its durable record. */
export const exchangeDispatch = defineAction({
  name: 'exchange.dispatch',
  params: Closed({ ...Request, body: Bytes }),
  result: Answer,
  callers: ['gateway'],
  deadlineMs: 330_000,
  idempotent: false,
});

/** Milliseconds that an exchange may last whose bodies stream, however steadily they flow. */
export const STREAM_MAX_MS = 1_800_000;

/**
 * The same for a request whose body is too large to be held: its bytes are in the lane `{id}/request` of the process that
 * gateway and exchange share. `length` is what `Content-Length` says.
 */
export const exchangeStream = defineAction({
  name: 'exchange.stream',
  params: Closed({ ...Request, length: Type.Optional(Count) }),
  result: Answer,
  callers: ['gateway'],
  deadlineMs: STREAM_MAX_MS + 330_000,
  idempotent: false,
});

/** X-Road's metadata services: `listMethods`, `allowedMethods`, `getOpenAPI` (PR-META, PR-MREST). */
export const exchangeMetadata = defineAction({
  name: 'exchange.metadata',
  params: RequestSchema,
  result: Answer,
  callers: ['gateway'],
  deadlineMs: 10_000,
  idempotent: true,
});

/** X-Road's `listClients`, and what the landing page shows. */
export const exchangeDirectory = defineAction({
  name: 'exchange.directory',
  params: Closed({ instance: Type.Optional(Type.String()) }),
  result: Closed({
    instance: Type.String(),
    name: Type.String(),
    mode: Type.String(),
    /** Agencies, with or without a subsystem. */
    agencies: Type.Array(Closed({ id: Type.String(), name: Type.String() })),
    members: Type.Array(
      Closed({
        id: Type.String(),
        memberName: Type.String(),
        subsystemName: Type.String(),
        services: Type.Array(Type.String()),
      }),
    ),
  }),
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});
