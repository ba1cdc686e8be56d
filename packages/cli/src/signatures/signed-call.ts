import { type RequestMessage, SignatureError, type SigningKey } from '@simpul/http-signatures';
import { createRequestSigner, type SignRequest } from './request-signer.ts';
import { usage } from './usage.ts';

/** The signature of one call, and the request as it went out with it. */
export interface SignedCall {
  /** @throws SimpulError `SIMPUL_CLI_USAGE` for a request that the bus would refuse */
  readonly sign: SignRequest;
  /** What was signed last, with its signature. @throws Error where nothing was */
  request(): RequestMessage;
}

/** @param now the clock, ms */
export function createSignedCall(key: SigningKey, now: () => number): SignedCall {
  const sign = createRequestSigner(key, now);
  let request: RequestMessage | undefined;
  return {
    async sign(message) {
      try {
        const lines = await sign(message);
        request = { ...message, headers: [...message.headers, ...lines] };
        return lines;
      } catch (error) {
        if (error instanceof SignatureError) throw usage(`the request cannot be signed: ${error.message}`);
        throw error;
      }
    },
    request() {
      if (request === undefined) throw new Error('nothing was signed');
      return request;
    },
  };
}
