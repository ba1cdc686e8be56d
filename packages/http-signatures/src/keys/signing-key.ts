import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SignatureError } from '../signature-error.ts';
import { signBytes } from './algorithms.ts';
import { assertUse, type Jwk, readJwk } from './read-jwk.ts';
import { verifyingKey } from './verifying-key.ts';

/** What signs; a private key that stays in a key store can be one too. */
export interface SigningKey {
  /** RFC 7638 thumbprint of the public key. */
  readonly keyid: string;
  /** Signs with the algorithm of the key: Ed25519, ES256 (raw r and s), or RSA-PSS with SHA-512 and 64 bytes of salt. */
  readonly sign: (data: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

const PROBE = Buffer.from('probe');

/**
 * Imports a private key and tries it once, so that halves which do not belong together are noticed here.
 *
 * @throws SignatureError `key-unusable`
 */
export function importSigningKey(jwk: Jwk): SigningKey {
  assertUse(jwk, 'sign');
  const half = readJwk(jwk);
  const { keyid, holds } = verifyingKey(half);
  const key = privateKey(jwk);
  const sign = (data: Uint8Array): Uint8Array => signBytes(half.algorithm, key, data);
  if (!holds({ data: PROBE, signature: sign(PROBE) })) throw new SignatureError('key-unusable', 'd');
  return { keyid, sign };
}

function privateKey(jwk: Jwk): KeyObject {
  try {
    return createPrivateKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    // What went wrong may quote the key.
    throw new SignatureError('key-unusable', 'd');
  }
}
