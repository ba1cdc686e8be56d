import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import {
  type CheckpointSigner,
  createVerifierKey,
  type NoteAlgorithm,
  signatureAlgorithm,
  type SignatureCheck,
  toBase64Url,
  type VerifySignature,
} from '../src/index.ts';
import { sha256 } from './sha256.ts';

function publicKeyOf({ algorithm, publicKey }: SignatureCheck) {
  const encoded = toBase64Url(publicKey);
  const jwk =
    algorithm === 'ed25519'
      ? { kty: 'OKP', crv: 'Ed25519', x: encoded }
      : { kty: 'AKP', alg: 'ML-DSA-44', pub: encoded };
  return createPublicKey({ key: jwk, format: 'jwk' });
}

/** Checks signatures with node:crypto. */
export const verifyWithNode: VerifySignature = (check) =>
  verify(null, check.message, publicKeyOf(check), check.signature);

/** A signer with a fresh key. */
export function newSigner(name: string, algorithm: NoteAlgorithm = 'ed25519'): CheckpointSigner {
  const { publicKey, privateKey } =
    signatureAlgorithm(algorithm) === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ml-dsa-44');
  const jwk = publicKey.export({ format: 'jwk' }) as { x?: string; pub?: string };
  const raw = new Uint8Array(Buffer.from(jwk.x ?? jwk.pub ?? '', 'base64url'));
  return {
    key: createVerifierKey(sha256, { name, algorithm, publicKey: raw }),
    sign: (message) => sign(null, message, privateKey),
  };
}
