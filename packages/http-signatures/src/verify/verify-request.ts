import type { RequestMessage } from '../message/message.ts';
import { readMessage } from '../message/read-message.ts';
import { type RequestParameters, SIMPUL_REQUEST } from '../profiles/simpul-request.ts';
import { SignatureError } from '../signature-error.ts';
import { noteVerified } from '../signatures/signed-request.ts';
import type { FindKey } from './find-key.ts';
import { attempt, type Held, type Refused } from './verification.ts';
import { verifySignature } from './verify-signature.ts';

/** A nonce to be remembered until every verifier's clock has passed `expires`, at most 360 seconds from now. */
export interface UsedNonce {
  readonly keyid: string;
  readonly nonce: string;
  /** POSIX seconds. */
  readonly expires: number;
}

export interface VerifyRequestOptions {
  /** POSIX seconds. */
  readonly now: number;
  readonly findKey: FindKey;
  /**
   * Remembers a nonce in one step, so that of two at once one is told false; true if key and nonce were not there before.
   * It is called last, when all else is right: a request that is refused does not use up its nonce.
   */
  readonly recordNonce: (used: UsedNonce) => boolean | Promise<boolean>;
}

/** A request whose signature holds. */
export type HeldRequest = Held & RequestParameters;

/**
 * Verifies that a request has exactly one signature with the tag `simpul-request` and that it holds. Covered must be, in any order:
 * `@method`, `@target-uri`, `x-road-client`; `authorization`, `dpop`, `x-road-id` and `x-simpul-purpose` where they are present;
 * `content-type` and `content-digest` where there is a body (without one they may be). No other component may be covered, none may have
 * a parameter, and of each field but the digest there may be one line.
 *
 * @returns what was signed, by which key and when, or the first broken rule
 * @throws what `findKey` or `recordNonce` throws
 * @example
 * const result = await verifyRequest(message, { now, findKey: (keyid) => keysOfClient.get(keyid), recordNonce });
 * if (!result.ok) return refuse(result.rule);
 */
export function verifyRequest(
  message: RequestMessage,
  { now, findKey, recordNonce }: VerifyRequestOptions,
): Promise<HeldRequest | Refused> {
  return attempt(async (made) => {
    const read = readMessage(message);
    const context = { message: read, now, findKey, attempt: made };
    const held = await verifySignature(SIMPUL_REQUEST, context);
    const { keyid, nonce, expires } = held;
    if (!(await recordNonce({ keyid, nonce, expires }))) throw new SignatureError('replayed');
    noteVerified(read);
    return held;
  });
}
