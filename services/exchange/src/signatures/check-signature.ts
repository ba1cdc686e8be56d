import type { Agreement, ExchangeRequest } from '@simpul/contracts';
import { ACCESS, AUTHORITY, SimpulError } from '@simpul/errors';
import { type RequestMessage, SignatureError, verifyRequest } from '@simpul/http-signatures';
import { assertActedOn, signedMessage } from './signed-message.ts';
import { signatureRefusal } from './signature-refusal.ts';
import type { SignatureKeys } from './signature-keys.ts';

/** The members that make up a public key (RFC 7638), and `alg` of RSA. */
export type PublicKeyMembers = Readonly<Record<string, string>>;

/** A request's signature that holds. */
export interface RequestSignature {
  readonly keyid: string;
  readonly nonce: string;
  /** The text that was signed (RFC 9421 section 2.5). */
  readonly base: string;
  /** SHA-256 of it, base64url. */
  readonly baseDigest: string;
  /** Base64. */
  readonly signature: string;
  /** The public key. */
  readonly jwk: PublicKeyMembers;
  /** What a signature of the response is bound to. */
  readonly message: RequestMessage;
}

/** A request under the agreement that covers it. */
export interface SignedExchange {
  readonly request: ExchangeRequest;
  readonly body: Uint8Array;
  readonly agreement: Agreement;
  readonly consumer: string;
}

export interface CheckSignatureDeps {
  readonly signatureKeys: Pick<SignatureKeys, 'find' | 'isStale'>;
  readonly publicUrl: string;
}

/**
 * Verifies the signature that a request bears, and that it bears one where the agreement demands it. That its nonce is used once is
 * seen to where the intent is recorded. A signature with another tag is the provider's affair.
 *
 * @returns undefined where there is none, and none is demanded
 * @throws SimpulError `SIMPUL_SIGNATURE_*`, `SIMPUL_ACCESS_SIGNATURE_REQUIRED`, `SIMPUL_AUTHORITY_STALE`
 */
export async function checkSignature(
  { request, body, agreement, consumer }: SignedExchange,
  { signatureKeys, publicUrl }: CheckSignatureDeps,
): Promise<RequestSignature | undefined> {
  if (request.signed === undefined) return withoutSignature(agreement);
  if (signatureKeys.isStale()) throw new SimpulError(AUTHORITY.STALE, { retryAfter: 1 });
  const message = signedMessage(request, body, publicUrl);
  let jwk: PublicKeyMembers = {};
  const result = await verifyRequest(message, {
    now: Math.floor(Date.now() / 1000),
    async findKey(keyid) {
      const found = await signatureKeys.find(consumer, keyid);
      if (found !== undefined) ({ jwk } = found.key);
      return found;
    },
    recordNonce: () => true,
  });
  if (!result.ok) {
    if (result.rule === 'signature-missing') return withoutSignature(agreement);
    throw signatureRefusal(result);
  }
  try {
    assertActedOn(request);
  } catch (error) {
    throw error instanceof SignatureError ? signatureRefusal({ rule: error.rule, about: error.about ?? '' }) : error;
  }
  const { keyid, nonce, base, baseDigest, signature } = result;
  return { keyid, nonce, base, baseDigest, signature: Buffer.from(signature).toString('base64'), jwk, message };
}

function withoutSignature({ id, signatures }: Agreement): undefined {
  if (signatures === 'none') return undefined;
  throw new SimpulError(ACCESS.SIGNATURE_REQUIRED, { params: { agreement: id } });
}
