import type { SigningKey } from '../keys/signing-key.ts';
import type { RequestMessage } from '../message/message.ts';
import { assertInTime } from '../profiles/in-time.ts';
import { type RequestParameters, SIMPUL_REQUEST } from '../profiles/simpul-request.ts';
import { DEFAULT_LABEL, signMessage } from './sign-message.ts';

/** Times are POSIX seconds. */
export interface SignRequestOptions extends Omit<RequestParameters, 'keyid'> {
  readonly key: SigningKey;
  /** Default `simpul`; other signatures of the message have other labels. */
  readonly label?: string;
}

/**
 * Signs a request with the profile `simpul-request`. What it covers must be there already: `DPoP` and `Authorization` come first.
 *
 * @returns the header lines to add, names and values alternating: `Content-Digest` where a body has none, `Signature-Input`, `Signature`
 * @throws SignatureError for a message, times or a nonce that a verifier would refuse; what the key throws
 * @example
 * const lines = await signRequest(message, { key, created: now, expires: now + 60, nonce: randomUUID() });
 */
export async function signRequest(
  message: RequestMessage,
  { key, created, expires, nonce, label = DEFAULT_LABEL }: SignRequestOptions,
): Promise<string[]> {
  const { tag, readParameters } = SIMPUL_REQUEST;
  const parameters = new Map<string, string | number>([
    ['created', created],
    ['expires', expires],
    ['nonce', nonce],
    ['keyid', key.keyid],
    ['tag', tag],
  ]);
  assertInTime(readParameters(parameters), created);
  return signMessage(SIMPUL_REQUEST, message, { key, label, parameters });
}
