import { createPublicKey, type KeyObject } from 'node:crypto';
import { SignatureError } from '../signature-error.ts';
import { type Algorithm, holds, type SignedBytes } from './algorithms.ts';
import { assertUse, type Jwk, type PublicJwk, readJwk } from './read-jwk.ts';
import { thumbprintOf } from './thumbprint.ts';

/** A public key that is ready for use. */
export interface VerifyingKey {
  /** RFC 7638 thumbprint. */
  readonly keyid: string;
  readonly algorithm: Algorithm;
  /** The public key with the members that make it up, and `alg` where one of RSA would be taken for another. */
  readonly jwk: Readonly<Record<string, string>>;
  readonly holds: (signed: SignedBytes) => boolean;
}

/**
 * Imports a public key, or the public half of a private one.
 *
 * @throws SignatureError `key-unusable`
 */
export function importVerifyingKey(jwk: Jwk): VerifyingKey {
  assertUse(jwk, 'verify');
  return verifyingKey(readJwk(jwk));
}

/**
 * An {@link importVerifyingKey} that keeps the keys which it was asked for last, since an import costs half as much as a verification.
 *
 * @param options.max keys that are kept at most; beyond it the one that was not asked for the longest goes
 */
export function createKeyImporter({ max }: { readonly max: number }): (jwk: Jwk) => VerifyingKey {
  const kept = new Map<string, VerifyingKey>();
  return (jwk) => {
    assertUse(jwk, 'verify');
    const read = readJwk(jwk);
    const name = Object.values(read.members).join('.');
    const key = kept.get(name) ?? verifyingKey(read);
    kept.delete(name);
    kept.set(name, key);
    for (const oldest of kept.keys()) {
      if (kept.size <= max) break;
      kept.delete(oldest);
    }
    return key;
  };
}

/** @throws SignatureError `key-unusable` */
export function verifyingKey({ algorithm, members }: PublicJwk): VerifyingKey {
  const key = publicKey(members);
  const jwk = algorithm === 'rsa-pss-sha512' ? { ...members, alg: 'PS512' } : members;
  return { keyid: thumbprintOf(members), algorithm, jwk, holds: (signed) => holds(algorithm, key, signed) };
}

function publicKey(members: Readonly<Record<string, string>>): KeyObject {
  try {
    return createPublicKey({ key: members, format: 'jwk' });
  } catch (error) {
    throw new SignatureError('key-unusable', undefined, { cause: error });
  }
}
