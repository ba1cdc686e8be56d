import { KEY, SimpulError } from '@simpul/errors';
import { errors, importJWK, jwtVerify } from 'jose';
import { lifetimeFault } from '../../domain/assertion-lifetime.ts';
import type { PublicKey } from './public-key.ts';

/** `typ` of a proof: no other token of the bus can stand for it. */
export const PROOF_TYPE = 'simpul-key-proof+jwt';
const MAX_ID = 200;

/**
 * Verifies that whoever asks holds the private half of a new key: a compact JWS made with it, over the subsystem's id
 * (`iss`, `sub`), the issuer (`aud`) and the key's thumbprint (`jkt`), good for a minute at most.
 * @returns what makes it a proof of its own, to be noted as used, and its end in seconds
 * @throws SimpulError `SIMPUL_KEY_PROOF_INVALID`
 */
export async function verifyPossession(
  proof: string,
  key: PublicKey,
  { subsystem, issuer }: { readonly subsystem: string; readonly issuer: string },
): Promise<{ id: string; expiresAt: number }> {
  const now = new Date();
  const payload = await verify(proof, key, { subsystem, issuer, now });
  const fault = lifetimeFault(payload, Math.floor(now.getTime() / 1000));
  if (fault !== undefined) throw invalid(fault);
  if (payload['jkt'] !== key.kid) throw invalid('jkt must be the thumbprint of the new key');
  const { jti, exp = 0 } = payload;
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_ID) throw invalid('jti is missing or too long');
  return { id: `key-proof:${key.kid}:${jti}`, expiresAt: exp };
}

async function verify(
  proof: string,
  { alg, jwk }: PublicKey,
  { subsystem, issuer, now }: { readonly subsystem: string; readonly issuer: string; readonly now: Date },
) {
  try {
    const { payload } = await jwtVerify(proof, await importJWK(jwk, alg), {
      algorithms: [alg],
      typ: PROOF_TYPE,
      issuer: subsystem,
      subject: subsystem,
      audience: issuer,
      requiredClaims: ['iat', 'exp', 'jti', 'jkt'],
      currentDate: now,
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTClaimValidationFailed) throw invalid(`claim ${error.claim} is wrong or missing`);
    if (error instanceof errors.JWTExpired) throw invalid('it has expired');
    if (error instanceof errors.JOSEError) throw invalid('it is not signed with the new key');
    throw error;
  }
}

function invalid(reason: string): SimpulError {
  return new SimpulError(KEY.PROOF_INVALID, { params: { reason } });
}
