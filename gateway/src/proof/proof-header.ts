import { AUTH, SimpulError } from '@simpul/errors';
import { readObject } from './compact-jws.ts';
import { isPrivate, PROOF_ALGORITHMS, type ProofKey, readProofKey } from './proof-key.ts';

/** What is said of a proof that cannot be read or verified; more would only help who forges one. */
export const MALFORMED = 'it is not well formed or its signature is wrong';

/**
 * The key in the header of a proof (RFC 9449 section 4.2).
 * @param segment - the first of the proof's segments
 * @throws SimpulError `SIMPUL_AUTH_PROOF_INVALID`
 */
export function readProofHeader(segment: string): ProofKey {
  const header = readObject(segment);
  if (header === undefined) throw refuseProof(MALFORMED);
  const { typ, alg: named, jwk } = header;
  if (typ !== 'dpop+jwt') throw refuseProof('its typ is not dpop+jwt');
  const alg = PROOF_ALGORITHMS.find((allowed) => allowed === named);
  if (alg === undefined) throw refuseProof('its algorithm is not one of the profile');
  // RFC 7515 4.1.11: what must be understood and is not; RFC 7797 allows no JWT with `b64`.
  if ('crit' in header || 'b64' in header) throw refuseProof('its header asks for an extension');
  const members = typeof jwk === 'object' && jwk !== null ? { ...jwk } : undefined;
  if (members === undefined || isPrivate(members)) throw refuseProof('it does not hold a public key');
  const key = readProofKey(members, alg);
  if (key === undefined) throw refuseProof(MALFORMED);
  return key;
}

/** A proof that is not valid, and why. */
export function refuseProof(reason: string): SimpulError {
  return new SimpulError(AUTH.PROOF_INVALID, { params: { reason } });
}
