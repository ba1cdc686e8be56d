import { type Actor, identityKeys, ROLES } from '@simpul/contracts';
import { AUTH, AUTHORITY, SimpulError } from '@simpul/errors';
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { BusClient } from './bus.ts';
import type { Denylist } from './denylist.ts';
import { readBinding, type TokenBinding } from './token-binding.ts';

/** An access token that was verified (RFC 9068, sender-constrained by RFC 9449 or RFC 8705). */
export interface AccessToken {
  /** The subsystem's id, or the name of a client of the bus's own APIs. */
  readonly clientId: string;
  /** Whom it stands for: the client, or a person. */
  readonly subject: string;
  readonly audience: string;
  readonly scopes: readonly string[];
  /** What the person may do for whom it stands; undefined where it stands for the client itself. */
  readonly grants: Actor['grants'] | undefined;
  /** What its bearer must show to hold. */
  readonly boundTo: TokenBinding;
  /** Purpose that the token is pinned to. */
  readonly purpose: string | undefined;
  /** Seconds since the Unix epoch. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export interface AccessTokenVerifier {
  /** @throws SimpulError `SIMPUL_AUTH_TOKEN_INVALID`, `SIMPUL_AUTHORITY_STALE`. */
  verify(token: string): Promise<AccessToken>;
  /** The same, but whether the token was denied is left to {@link refuseDenied}: who has a better reason to refuse says that. */
  read(token: string): Promise<AccessToken>;
  /** @throws SimpulError `SIMPUL_AUTH_TOKEN_INVALID` for a token that is over before it expires. */
  refuseDenied(token: AccessToken): void;
}

/** Verified tokens that are remembered; each is about 1 KB. */
const CACHED_TOKENS = 20_000;
/** Algorithms of the profile SIMPUL-M2M-1. */
const ALGORITHMS = ['ES256', 'PS256', 'EdDSA'];
/**
 * Milliseconds between two askings for keys when a token names one that is not known. Identity publishes a new key for
 * longer than this before it signs with it, so that whoever meets such a token may ask.
 */
const KEYS_RETRY_MS = 5000;
/** Milliseconds after which keys are asked for anew, so that one that the bus gave up is believed no longer. */
const KEYS_MAX_AGE_MS = 300_000;

interface Keys {
  readonly issuer: string;
  readonly resolve: ReturnType<typeof createLocalJWKSet>;
  readonly askedAt: number;
}

/**
 * Verifies access tokens in every process that acts on them (design 02, rule 5). A token is verified once and
 * remembered until it expires; whether it was denied is looked up each time. Its audience is left to the caller.
 */
export function createAccessTokenVerifier(
  client: BusClient,
  denylist: Pick<Denylist, 'denies' | 'isStale'>,
): AccessTokenVerifier {
  const verified = new LRUCache<string, AccessToken>({ max: CACHED_TOKENS });
  let keys: Keys | undefined;
  let fetching: Promise<Keys> | undefined;

  async function fetchKeys(): Promise<Keys> {
    const askedAt = performance.now();
    const answer = await client.call(identityKeys, {});
    keys = { issuer: answer.issuer, resolve: createLocalJWKSet({ keys: answer.keys }), askedAt };
    return keys;
  }

  /** However many tokens wait for keys, they are asked for once. */
  function freshKeys(): Promise<Keys> {
    fetching ??= fetchKeys().finally(() => (fetching = undefined));
    return fetching;
  }

  async function check(token: string): Promise<AccessToken> {
    const isOld = keys === undefined || performance.now() - keys.askedAt >= KEYS_MAX_AGE_MS;
    let known = keys === undefined || isOld ? await freshKeys() : keys;
    const options = {
      algorithms: ALGORITHMS,
      typ: 'at+jwt',
      requiredClaims: ['exp', 'aud', 'sub', 'client_id', 'iat', 'jti'],
    };
    try {
      return toAccessToken((await jwtVerify(token, known.resolve, { ...options, issuer: known.issuer })).payload);
    } catch (error) {
      const unknownKey = error instanceof errors.JWKSNoMatchingKey;
      if (!unknownKey || performance.now() - known.askedAt < KEYS_RETRY_MS) throw error;
      known = await freshKeys();
      return toAccessToken((await jwtVerify(token, known.resolve, { ...options, issuer: known.issuer })).payload);
    }
  }

  async function checkOnce(token: string): Promise<AccessToken> {
    try {
      const fresh = await check(token);
      verified.set(token, fresh);
      return fresh;
    } catch (error) {
      throw error instanceof errors.JOSEError ? refused(reasonOf(error), error) : error;
    }
  }

  async function read(token: string): Promise<AccessToken> {
    if (denylist.isStale()) throw new SimpulError(AUTHORITY.STALE, { retryAfter: 1 });
    const found = verified.get(token) ?? (await checkOnce(token));
    if (found.expiresAt * 1000 <= Date.now()) throw refused('it has expired');
    return found;
  }

  function refuseDenied(token: AccessToken): void {
    if (denylist.denies(token)) throw refused('it was revoked');
  }

  return {
    read,
    refuseDenied,
    async verify(token) {
      const found = await read(token);
      refuseDenied(found);
      return found;
    },
  };
}

function refused(reason: string, cause?: unknown): SimpulError {
  return new SimpulError(AUTH.TOKEN_INVALID, { params: { reason }, cause });
}

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `claim ${error.claim} is wrong or missing`;
  return 'it is not a token of this bus';
}

function toAccessToken(payload: JWTPayload): AccessToken {
  const { aud, exp, iat, sub, client_id: clientId, scope, cnf, purpose_id: purpose, roles } = payload;
  const boundTo = readBinding(cnf);
  const complete = typeof aud === 'string' && typeof clientId === 'string' && boundTo !== undefined;
  if (!complete || sub === undefined || exp === undefined || iat === undefined) {
    throw new errors.JWTClaimValidationFailed('not a sender-constrained token', payload, 'cnf');
  }
  return {
    clientId,
    subject: sub,
    audience: aud,
    scopes: typeof scope === 'string' ? scope.split(' ') : [],
    grants: sub === clientId ? undefined : toGrants(roles),
    boundTo,
    purpose: typeof purpose === 'string' ? purpose : undefined,
    issuedAt: iat,
    expiresAt: exp,
  };
}

/** The claim `roles` as identity writes it; what is no grant gives no right. */
function toGrants(roles: unknown): Actor['grants'] {
  return Array.isArray(roles) ? roles.filter(isGrant) : [];
}

function isGrant(value: unknown): value is Actor['grants'][number] {
  if (typeof value !== 'object' || value === null || !('role' in value)) return false;
  // A scope that cannot be read must not become the whole region.
  const hasScope = !('scope' in value) || typeof value.scope === 'string';
  return hasScope && ROLES.some((role) => role === value.role);
}
