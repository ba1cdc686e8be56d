import { importSigningKey, type SigningKey } from '@simpul/http-signatures';
import { generateKeyPairSync } from 'node:crypto';

/** A key for messages: what the region file says of it, and what signs. */
export interface MessageKey {
  readonly shown: object;
  readonly key: SigningKey;
}

function makeKey(): MessageKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    shown: publicKey.export({ format: 'jwk' }),
    key: importSigningKey({ ...privateKey.export({ format: 'jwk' }) }),
  };
}

/** Keys of the consumer that signs: one stays good, one is revoked. */
export const SIGNING_KEYS = [makeKey(), makeKey()] as const;
/** A key that is nobody's. */
export const FOREIGN_KEY = makeKey();
