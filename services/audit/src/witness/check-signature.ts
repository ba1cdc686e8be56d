import { createPublicKey, verify } from 'node:crypto';
import type { SignatureAlgorithm, VerifySignature } from '@simpul/tlog';

/** Checks a signature of a note with node:crypto. */
export const checkSignature: VerifySignature = ({ algorithm, publicKey, message, signature }) =>
  verify(null, message, createPublicKey({ key: jwkOf(algorithm, publicKey), format: 'jwk' }), signature);

function jwkOf(algorithm: SignatureAlgorithm, publicKey: Uint8Array): Record<string, string> {
  const encoded = Buffer.from(publicKey).toString('base64url');
  return algorithm === 'ed25519'
    ? { kty: 'OKP', crv: 'Ed25519', x: encoded }
    : { kty: 'AKP', alg: 'ML-DSA-44', pub: encoded };
}
