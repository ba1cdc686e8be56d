import type { ExchangeAnswer } from '@simpul/contracts';
import { SIGNATURE, SimpulError } from '@simpul/errors';
import { SignatureError, signResponse, type SigningKey } from '@simpul/http-signatures';
import type { Progress } from '../steps/progress.ts';
import type { RequestSignature } from './check-signature.ts';
import type { KeptSignature } from './signature-record.ts';

/** A key that signs responses, and its public half. */
export interface ResponseKey extends SigningKey {
  readonly jwk: KeptSignature['jwk'];
}

/** An answer that the bus signed. */
export interface SealedAnswer {
  readonly answer: ExchangeAnswer;
  /** What stands beside the leaf. */
  readonly signature: KeptSignature;
}

/** What a provider may have sent of its own under these names would not be read beside ours. */
const OURS: ReadonlySet<string> = new Set(['content-digest', 'signature', 'signature-input']);
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 304]);
const NO_BODY = new Uint8Array();

/** The signature of the request, where its agreement demands that the answer be signed too. */
export function boundTo({ signature, grant }: Progress): RequestSignature | undefined {
  return grant?.agreement.signatures === 'both' ? signature : undefined;
}

/**
 * Signs an answer, bound to the signed request that it answers (profile `simpul-response`).
 *
 * @param answer with `x-road-request-id` among its headers, as its consumer is to get it
 * @throws SimpulError `SIMPUL_SIGNATURE_RESPONSE_UNSIGNABLE` for an answer that a verifier would refuse
 */
export async function sealAnswer(
  { status, headers, body }: ExchangeAnswer,
  { method, bound, key }: { readonly method: string; readonly bound: RequestSignature; readonly key: ResponseKey },
): Promise<SealedAnswer> {
  const kept = headers.filter((_, i) => !OURS.has(headers[i - (i % 2)]?.toLowerCase() ?? ''));
  const shown = method === 'HEAD' || WITHOUT_BODY.has(status) ? NO_BODY : body;
  let base = '';
  let value: Uint8Array = NO_BODY;
  const noting: SigningKey = {
    keyid: key.keyid,
    async sign(data) {
      base = Buffer.from(data).toString('ascii');
      value = await key.sign(data);
      return value;
    },
  };
  try {
    const message = { status, headers: kept, body: shown };
    const created = Math.floor(Date.now() / 1000);
    const lines = await signResponse(message, { request: bound.message, key: noting, created });
    const signature = Buffer.from(value).toString('base64');
    return {
      answer: { status, headers: [...kept, ...lines], body: shown },
      signature: { keyid: key.keyid, base, signature, jwk: key.jwk },
    };
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error;
    const { rule } = error;
    throw new SimpulError(SIGNATURE.RESPONSE_UNSIGNABLE, { params: { rule }, cause: error });
  }
}
