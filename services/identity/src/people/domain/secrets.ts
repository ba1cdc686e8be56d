import { createHmac } from 'node:crypto';
import { createSealer, deriveKey, type Sealer } from '../../domain/sealer.ts';

/** What is done with the one secret that the service keeps for people. */
export interface Secrets extends Sealer {
  /** 32 bytes that only this service can make of a text. */
  mac(text: string): Buffer;
}

/** Derives a key of its own for each use of the secret. */
export function createSecrets(secret: Uint8Array): Secrets {
  const macKey = deriveKey(secret, 'people/mac');
  return {
    mac: (text) => createHmac('sha256', macKey).update(text).digest(),
    ...createSealer(deriveKey(secret, 'people/seal')),
  };
}
