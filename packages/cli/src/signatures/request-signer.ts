import { randomUUID } from 'node:crypto';
import { type RequestMessage, type SigningKey, signRequest } from '@simpul/http-signatures';
import { SIGNATURE_LIFE_S } from '../defaults.ts';

/**
 * Signs a request that is complete but for its signature, with a nonce that it never uses again.
 *
 * @returns the header lines to add, names and values alternating
 * @throws SignatureError for a request that the bus would refuse
 */
export type SignRequest = (message: RequestMessage) => Promise<readonly string[]>;

/**
 * Signs with a key by the profile `simpul-request`. The signature lasts as long as one may: the bus looks at its end when the body
 * is there, and a body may be slow.
 *
 * @param now the clock, ms
 */
export function createRequestSigner(key: SigningKey, now: () => number): SignRequest {
  return (message) => {
    const created = Math.floor(now() / 1000);
    return signRequest(message, { key, created, expires: created + SIGNATURE_LIFE_S, nonce: randomUUID() });
  };
}
