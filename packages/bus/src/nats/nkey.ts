import { createUser, fromSeed } from 'nkeys.js';

/** The key of a NATS user (Ed25519): the server knows its public half only. */
export interface Nkey {
  /** The secret: `SU…`. */
  readonly seed: string;
  /** `U…`. */
  readonly publicKey: string;
}

/** Makes the key of a user. */
export function createNkey(): Nkey {
  const pair = createUser();
  return { seed: Buffer.from(pair.getSeed()).toString(), publicKey: pair.getPublicKey() };
}

/** Public half of a user's seed. @throws Error where it is none; the message does not hold it */
export function publicNkey(seed: string): string {
  return fromSeed(Buffer.from(seed.trim())).getPublicKey();
}
