import type { CheckedProof } from '@simpul/contracts';
import { AUTH, SimpulError } from '@simpul/errors';
import {
  calculateJwkThumbprint,
  compactVerify,
  type CryptoKey,
  decodeProtectedHeader,
  errors,
  importJWK,
  type JWK,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { hash } from 'node:crypto';
import { PROOF_MAX_AGE_S, PROOF_MAX_AHEAD_S } from '../config.ts';

/** Algorithms of the profile SIMPUL-M2M-1. */
export const PROOF_ALGORITHMS = ['ES256', 'PS256', 'EdDSA'] as const;
/** Proof headers whose key is remembered: a client uses one key for many proofs, and importing it is half the cost. */
const CACHED_KEYS = 10_000;
const MAX_JTI_LENGTH = 256;
const MAX_PROOF_LENGTH = 4096;
/** Members of a JWK that belong to a private or secret key. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

interface ProofKey {
  readonly key: CryptoKey | Uint8Array;
  readonly jkt: string;
}

/** The request that a proof must be for. */
export interface ProvenRequest {
  readonly method: string;
  /** Full address without query. */
  readonly url: string;
  readonly token: string;
}

/** Checks DPoP proofs (RFC 9449 section 4.3) but for their single use, which is where they are recorded. */
export function createProofChecker(now: () => number = Date.now) {
  const keys = new LRUCache<string, ProofKey>({ max: CACHED_KEYS });

  async function keyOf(proof: string): Promise<ProofKey> {
    const segment = proof.slice(0, proof.indexOf('.'));
    const known = keys.get(segment);
    if (known !== undefined) return known;
    const { typ, alg, jwk } = decodeProtectedHeader(proof);
    if (typ !== 'dpop+jwt') throw refuse('its typ is not dpop+jwt');
    if (!PROOF_ALGORITHMS.some((allowed) => allowed === alg)) throw refuse('its algorithm is not one of the profile');
    if (jwk === undefined || PRIVATE_MEMBERS.some((member) => member in jwk))
      throw refuse('it does not hold a public key');
    const made = { key: await importJWK(jwk as JWK, alg), jkt: await calculateJwkThumbprint(jwk) };
    keys.set(segment, made);
    return made;
  }

  return async (proof: string, request: ProvenRequest): Promise<CheckedProof> => {
    try {
      if (proof.length > MAX_PROOF_LENGTH) throw refuse('it is too long');
      const { key, jkt } = await keyOf(proof);
      const { payload } = await compactVerify(proof, key, { algorithms: [...PROOF_ALGORITHMS] });
      return { jkt, jti: checkClaims(JSON.parse(Buffer.from(payload).toString()), request, now() / 1000) };
    } catch (error) {
      if (isMalformed(error)) {
        // What JSON.parse says quotes the proof, so it is not kept.
        throw refuse(
          'it is not well formed or its signature is wrong',
          error instanceof SyntaxError ? undefined : error,
        );
      }
      throw error;
    }
  };
}

/** Whether an error says that what the caller sent cannot be read or verified; WebCrypto refuses keys by DOMException. */
function isMalformed(error: unknown): boolean {
  return [errors.JOSEError, SyntaxError, TypeError, DOMException].some((kind) => error instanceof kind);
}

function checkClaims(claims: unknown, request: ProvenRequest, nowS: number): string {
  if (typeof claims !== 'object' || claims === null) throw refuse('it has no claims');
  const { htm, htu, iat, ath, jti } = claims as Record<string, unknown>;
  if (htm !== request.method) throw refuse('htm is another method');
  if (typeof htu !== 'string' || !sameAddress(htu, request.url)) throw refuse('htu is another address');
  if (typeof iat !== 'number' || iat < nowS - PROOF_MAX_AGE_S || iat > nowS + PROOF_MAX_AHEAD_S) {
    throw refuse('iat is too old or in the future');
  }
  if (ath !== hash('sha256', request.token, 'base64url')) throw refuse('ath is not the hash of the token');
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI_LENGTH) throw refuse('jti is missing or too long');
  return jti;
}

/** RFC 9449 4.3 step 9: without query and fragment, after normalisation (RFC 3986 6.2). */
function sameAddress(htu: string, url: string): boolean {
  if (htu === url) return true;
  const a = URL.parse(htu);
  const b = URL.parse(url);
  return a !== null && b !== null && a.origin === b.origin && a.pathname === b.pathname;
}

function refuse(reason: string, cause?: unknown): SimpulError {
  return new SimpulError(AUTH.PROOF_INVALID, { params: { reason }, cause });
}
