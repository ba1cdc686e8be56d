import { importVerifyingKey, type Jwk, type RequestMessage, RULE_TEXTS, verifyResponse } from '@simpul/http-signatures';
import type { Bus } from '../api/bus.ts';
import type { HttpAnswer } from '../api/http-client.ts';
import { fetchResponseKey } from '../api/response-key.ts';
import { failed } from '../verification/holds.ts';
import { responseMessage } from './response-message.ts';

/** The bus's signature on an answer, which holds. */
export interface AnswerSignature {
  readonly keyid: string;
  /** POSIX seconds. */
  readonly created: number;
  /** SHA-256 of the signature base, base64url: as in the record. */
  readonly baseDigest: string;
  /** The bus's public key. */
  readonly jwk: Jwk;
}

export interface AnswerContext {
  readonly bus: Bus;
  /** The request that is answered, as it was signed. */
  readonly request: RequestMessage;
  /** The clock, ms. */
  readonly now: number;
}

/**
 * Verifies that the bus signed this answer to this request, by a key that it publishes.
 *
 * @returns undefined for an answer without a signature of the bus
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED` where it does not hold; `SIMPUL_CLI_UNREACHABLE`, `SIMPUL_CLI_NOT_A_BUS`
 */
export async function checkAnswer(
  answer: HttpAnswer,
  { bus, request, now }: AnswerContext,
): Promise<AnswerSignature | undefined> {
  let jwk: Jwk | undefined;
  const result = await verifyResponse(responseMessage(answer), {
    request,
    now: Math.floor(now / 1000),
    async findKey(keyid) {
      jwk = await fetchResponseKey(bus, keyid);
      return jwk && { key: importVerifyingKey(jwk), state: 'active' };
    },
  });
  if (result.ok && jwk !== undefined) {
    const { keyid, created, baseDigest } = result;
    return { keyid, created, baseDigest, jwk };
  }
  if (result.ok || result.rule === 'signature-missing') return undefined;
  const { rule, about } = result;
  throw failed('the answer', `${rule}${about === undefined ? '' : ` (${about})`}: ${RULE_TEXTS[rule].en}`);
}
