import type { CheckedProof } from '@simpul/contracts';
import { LRUCache } from 'lru-cache';
import { hash } from 'node:crypto';
import { PROOF_MAX_AGE_S, PROOF_MAX_AHEAD_S } from '../config.ts';
import { readBase64url, readObject, segmentsOf } from './compact-jws.ts';
import { MALFORMED, readProofHeader, refuseProof } from './proof-header.ts';
import { CACHED_KEYS } from './proof-key.ts';
import type { SignatureThread } from './signature-thread.ts';

const MAX_JTI_LENGTH = 256;
const MAX_PROOF_LENGTH = 4096;

/** The request that a proof must be for. */
export interface ProvenRequest {
  readonly method: string;
  /** Full address without query. */
  readonly url: string;
  readonly token: string;
}

/** @throws SimpulError `SIMPUL_AUTH_PROOF_INVALID`, `SIMPUL_HTTP_OVERLOADED`. */
export type CheckProof = (proof: string, request: ProvenRequest) => Promise<CheckedProof>;

export interface ProofCheckerOptions {
  readonly signatures: Pick<SignatureThread, 'isRight'>;
  readonly now?: () => number;
}

/** Checks DPoP proofs (RFC 9449 section 4.3) but for their single use, which is where they are recorded. */
export function createProofChecker({ signatures, now = Date.now }: ProofCheckerOptions): CheckProof {
  /** Thumbprints by header: a client uses one key for many proofs. */
  const thumbprints = new LRUCache<string, string>({ max: CACHED_KEYS });

  return async (proof, request) => {
    if (proof.length > MAX_PROOF_LENGTH) throw refuseProof('it is too long');
    const [header, payload, signature] = segmentsOf(proof) ?? [];
    if (header === undefined || payload === undefined || signature === undefined) throw refuseProof(MALFORMED);
    const known = thumbprints.get(header);
    const jkt = known ?? readProofHeader(header).jkt;
    const claims = readObject(payload);
    if (claims === undefined || readBase64url(signature) === undefined) throw refuseProof(MALFORMED);
    const jti = checkClaims(claims, request, now() / 1000);
    if (!(await signatures.isRight(proof))) throw refuseProof(MALFORMED);
    if (known === undefined) thumbprints.set(header, jkt);
    return { jkt, jti };
  };
}

function checkClaims(claims: Readonly<Record<string, unknown>>, request: ProvenRequest, nowS: number): string {
  const { htm, htu, iat, exp, nbf, ath, jti } = claims;
  if (htm !== request.method) throw refuseProof('htm is another method');
  if (typeof htu !== 'string' || !sameAddress(htu, request.url)) throw refuseProof('htu is another address');
  if (typeof iat !== 'number' || iat < nowS - PROOF_MAX_AGE_S || iat > nowS + PROOF_MAX_AHEAD_S) {
    throw refuseProof('iat is too old or in the future');
  }
  // No proof needs these, but who sets them means them (RFC 7519 4.1.4, 4.1.5).
  if (exp !== undefined && !(typeof exp === 'number' && exp > nowS)) throw refuseProof('exp has passed');
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf <= nowS + PROOF_MAX_AHEAD_S))
    throw refuseProof('nbf is ahead');
  if (ath !== hash('sha256', request.token, 'base64url')) throw refuseProof('ath is not the hash of the token');
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI_LENGTH)
    throw refuseProof('jti is missing or too long');
  return jti;
}

/** RFC 9449 4.3 step 9: without query and fragment, after normalisation (RFC 3986 6.2). */
function sameAddress(htu: string, url: string): boolean {
  if (htu === url) return true;
  const named = URL.parse(htu);
  if (named === null) return false;
  named.search = '';
  named.hash = '';
  return named.href === URL.parse(url)?.href;
}
