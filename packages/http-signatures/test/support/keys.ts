import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { importSigningKey, importVerifyingKey, type Jwk, type SigningKey, type VerifyingKey } from '../../src/index.ts';

/** Both halves of a key, as JSON and ready for use. */
export interface TestKey {
  readonly jwk: Jwk;
  readonly publicJwk: Jwk;
  readonly signing: SigningKey;
  readonly verifying: VerifyingKey;
}

export function ed25519Key(): TestKey {
  return testKey(generateKeyPairSync('ed25519'), {});
}

export function p256Key(): TestKey {
  return testKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }), {});
}

export function rsaKey(): TestKey {
  return testKey(generateKeyPairSync('rsa', { modulusLength: 2048 }), { alg: 'PS512' });
}

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

function testKey({ publicKey, privateKey }: Pair, members: Jwk): TestKey {
  const jwk: Jwk = { ...privateKey.export({ format: 'jwk' }), ...members };
  const publicJwk: Jwk = { ...publicKey.export({ format: 'jwk' }), ...members };
  return { jwk, publicJwk, signing: importSigningKey(jwk), verifying: importVerifyingKey(publicJwk) };
}
