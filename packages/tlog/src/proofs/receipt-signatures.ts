import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { TlogError } from '../tlog-error.ts';

/** A signature of a message (RFC 9421), which can be checked without the message. */
export interface ReceiptSignature {
  /** Thumbprint of the key (RFC 7638). */
  readonly kid: string;
  /** The signature base. */
  readonly base: string;
  /** The signature's bytes. */
  readonly value: Uint8Array;
  /** The public key as JSON (RFC 7517). It came with the receipt: that it is its signer's, something else must say. */
  readonly key: Readonly<Record<string, string>>;
}

/** By which message they are of. */
export interface ReceiptSignatures {
  readonly request?: ReceiptSignature;
  readonly response?: ReceiptSignature;
}

/** JSON of signatures, their bytes in base64. */
export function encodeSignatures(signatures: ReceiptSignatures): Record<string, unknown> {
  const encoded = Object.entries(signatures).map(
    ([name, { value, ...rest }]: [string, ReceiptSignature]) => [name, { ...rest, value: toBase64(value) }] as const,
  );
  return Object.fromEntries(encoded);
}

/** Reads what {@link encodeSignatures} wrote, and nothing else. @throws TlogError `receipt-extra` */
export function decodeSignatures(signatures: unknown): ReceiptSignatures {
  if (!isRecord(signatures)) throw malformed('signatures are no object');
  const { request, response, ...others } = signatures;
  if (Object.keys(others).length > 0) throw malformed('a signature of another message');
  return {
    ...(request === undefined ? {} : { request: decodeSignature(request) }),
    ...(response === undefined ? {} : { response: decodeSignature(response) }),
  };
}

function decodeSignature(signature: unknown): ReceiptSignature {
  if (!isRecord(signature)) throw malformed('a signature is no object');
  const { kid, base, value, key, ...others } = signature;
  if (typeof kid !== 'string' || typeof base !== 'string' || typeof value !== 'string' || !isKey(key))
    throw malformed('a signature is not of the form {kid, base, value, key}');
  if (Object.keys(others).length > 0) throw malformed('a signature has a member too many');
  return { kid, base, value: fromBase64(value), key };
}

function isKey(key: unknown): key is Readonly<Record<string, string>> {
  return isRecord(key) && Object.values(key).every((member) => typeof member === 'string');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(reason: string): TlogError {
  return new TlogError('receipt-extra', reason);
}
