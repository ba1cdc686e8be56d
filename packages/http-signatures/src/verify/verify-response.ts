import type { RequestMessage, ResponseMessage } from '../message/message.ts';
import { readMessage } from '../message/read-message.ts';
import type { CommonParameters } from '../profiles/parameters.ts';
import { SIMPUL_RESPONSE } from '../profiles/simpul-response.ts';
import { readSignedRequest } from '../signatures/signed-request.ts';
import type { FindKey } from './find-key.ts';
import { attempt, type Held, type Refused } from './verification.ts';
import { verifySignature } from './verify-signature.ts';

export interface VerifyResponseOptions {
  /** The request as its sender signed it. Its own signature must be there, but is not verified here. */
  readonly request: RequestMessage;
  /** POSIX seconds. */
  readonly now: number;
  readonly findKey: FindKey;
}

/** A response whose signature holds. */
export type HeldResponse = Held & CommonParameters;

/**
 * Verifies that a response has exactly one signature with the tag `simpul-response`, that it holds, and that the response answers
 * this request. Covered must be, in any order: `@status`, `x-road-request-id`, `signature` and `signature-input` of the request with
 * `;req`, and `content-type` and `content-digest` where there is a body (without one they may be). Nothing else may be covered.
 * It has no limit of age: what makes it fresh is the request.
 *
 * @returns what was signed, by which key and when, or the first broken rule
 * @throws what `findKey` throws
 */
export function verifyResponse(
  message: ResponseMessage,
  { request, now, findKey }: VerifyResponseOptions,
): Promise<HeldResponse | Refused> {
  return attempt((made) =>
    verifySignature(SIMPUL_RESPONSE, {
      message: readMessage(message),
      request: readSignedRequest(request),
      now,
      findKey,
      attempt: made,
    }),
  );
}
