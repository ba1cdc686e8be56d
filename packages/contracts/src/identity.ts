import Type from 'typebox';
import { Bytes, Closed, defineAction } from './action.ts';
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
