import type { SideCar } from '@simpul/contracts';
import { fromBase64, type ReceiptSignature, type ReceiptSignatures } from '@simpul/tlog';

/**
 * The signatures of an exchange's messages, which both sides and auditors may know: each side had both messages, and a signature that
 * only its signer could show would prove nothing to the other.
 */
export function signaturesOf({ signature, responseSignature }: SideCar): ReceiptSignatures | undefined {
  if (signature === undefined && responseSignature === undefined) return undefined;
  return {
    ...(signature === undefined ? {} : { request: decoded(signature) }),
    ...(responseSignature === undefined ? {} : { response: decoded(responseSignature) }),
  };
}

function decoded({ kid, base, value, key }: NonNullable<SideCar['signature']>): ReceiptSignature {
  return { kid, base, value: fromBase64(value), key: { ...key } };
}
