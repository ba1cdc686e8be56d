import type { SigningKey } from '../keys/signing-key.ts';
import type { RequestMessage, ResponseMessage } from '../message/message.ts';
import { SIMPUL_RESPONSE } from '../profiles/simpul-response.ts';
import { readSignedRequest } from '../signatures/signed-request.ts';
import { DEFAULT_LABEL, signMessage } from './sign-message.ts';

export interface SignResponseOptions {
  /** The signed request that is answered. */
  readonly request: RequestMessage;
  readonly key: SigningKey;
  /** POSIX seconds. */
  readonly created: number;
  /** Default `simpul`; other signatures of the message have other labels. */
  readonly label?: string;
}

/**
 * Signs a response with the profile `simpul-response`, which binds it to its request. `X-Road-Request-Id` must be there already.
 *
 * @returns the header lines to add, names and values alternating: `Content-Digest` where a body has none, `Signature-Input`, `Signature`
 * @throws SignatureError for a message, a request or a time that a verifier would refuse; what the key throws
 */
export async function signResponse(
  message: ResponseMessage,
  { request, key, created, label = DEFAULT_LABEL }: SignResponseOptions,
): Promise<string[]> {
  const { tag, readParameters } = SIMPUL_RESPONSE;
  const parameters = new Map<string, string | number>([
    ['created', created],
    ['keyid', key.keyid],
    ['tag', tag],
  ]);
  readParameters(parameters);
  return signMessage(SIMPUL_RESPONSE, message, { key, label, parameters, request: readSignedRequest(request) });
}
