import { identityKeys } from '@simpul/contracts';
import { AUTH, SimpulError } from '@simpul/errors';
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { BusClient } from './bus.ts';

/** An access token that was verified (RFC 9068, sender-constrained by RFC 9449). */
export interface AccessToken {
  /** The subsystem's id, or the name of a client of the bus's own APIs. */
  readonly clientId: string;
  readonly audience: string;
  readonly scopes: readonly string[];
  /** Thumbprint of the key that a proof must be made with. */
  readonly jkt: string;
  /** Purpose that the token is pinned to. */
  readonly purpose: string | undefined;
  /** Seconds since the Unix epoch. */
  readonly expiresAt: number;
}

export interface AccessTokenVerifier {
  /** @throws SimpulError `SIMPUL_AUTH_TOKEN_INVALID`. */
  verify(token: string): Promise<AccessToken>;
}

/** Verified tokens that are remembered; each is about 1 KB. */
const CACHED_TOKENS = 20_000;
/** Algorithms of the profile SIMPUL-M2M-1. */
const ALGORITHMS = ['ES256', 'PS256', 'EdDSA'];
/** Milliseconds between two askings for keys when a token names one that is not known. */
const KEYS_RETRY_MS = 5000;

/**
 * Verifies access tokens in every process that acts on them (design 02, rule 5). A token is verified once and
 * remembered until it expires; its audience is left to the caller.
 */
export function createAccessTokenVerifier(client: BusClient): AccessTokenVerifier {
  const verified = new LRUCache<string, AccessToken>({ max: CACHED_TOKENS });
  let keys: { issuer: string; resolve: ReturnType<typeof createLocalJWKSet>; fetchedAt: number } | undefined;

  async function fetchKeys() {
    const answer = await client.call(identityKeys, {});
    keys = { issuer: answer.issuer, resolve: createLocalJWKSet({ keys: answer.keys }), fetchedAt: performance.now() };
    return keys;
  }

  async function check(token: string): Promise<AccessToken> {
    let known = keys ?? (await fetchKeys());
    const options = {
      algorithms: ALGORITHMS,
      typ: 'at+jwt',
      requiredClaims: ['exp', 'aud', 'sub', 'client_id', 'iat', 'jti'],
    };
    try {
      return toAccessToken((await jwtVerify(token, known.resolve, { ...options, issuer: known.issuer })).payload);
    } catch (error) {
      const unknownKey = error instanceof errors.JWKSNoMatchingKey;
      if (!unknownKey || performance.now() - known.fetchedAt < KEYS_RETRY_MS) throw error;
      known = await fetchKeys();
      return toAccessToken((await jwtVerify(token, known.resolve, { ...options, issuer: known.issuer })).payload);
    }
  }

  return {
    async verify(token) {
      const remembered = verified.get(token);
      if (remembered !== undefined) {
        if (remembered.expiresAt * 1000 > Date.now()) return remembered;
        throw new SimpulError(AUTH.TOKEN_INVALID, { params: { reason: 'it has expired' } });
      }
      try {
        const fresh = await check(token);
        verified.set(token, fresh);
        return fresh;
      } catch (error) {
        if (error instanceof errors.JOSEError) {
          throw new SimpulError(AUTH.TOKEN_INVALID, { params: { reason: reasonOf(error) }, cause: error });
        }
        throw error;
      }
    },
  };
}

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `claim ${error.claim} is wrong or missing`;
  return 'it is not a token of this bus';
}

function toAccessToken(payload: JWTPayload): AccessToken {
  const { aud, exp, client_id: clientId, scope, cnf, purpose_id: purpose } = payload;
  const jkt = typeof cnf === 'object' && cnf !== null && 'jkt' in cnf ? cnf.jkt : undefined;
  if (typeof aud !== 'string' || typeof clientId !== 'string' || typeof jkt !== 'string' || exp === undefined) {
    throw new errors.JWTClaimValidationFailed('not a sender-constrained token', payload, 'cnf');
  }
  return {
    clientId,
    audience: aud,
    scopes: typeof scope === 'string' ? scope.split(' ') : [],
    jkt,
    purpose: typeof purpose === 'string' ? purpose : undefined,
    expiresAt: exp,
  };
}
