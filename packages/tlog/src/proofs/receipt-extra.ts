import { fromBase64, fromBase64Url, toBase64, toBase64Url } from '../encoding/base64.ts';
import { decodeText } from '../encoding/text.ts';
import { canonicalBytes, canonicalJson } from '../leaf/canonical-json.ts';
import { SALT_BYTES } from '../leaf/commitment.ts';
import { TlogError } from '../tlog-error.ts';
import { decodeSignatures, encodeSignatures, isRecord, type ReceiptSignatures } from './receipt-signatures.ts';

/** What a receipt carries beside its proof. */
export interface ReceiptExtra {
  /** The leaf's bytes. */
  readonly entry: Uint8Array;
  /** Salts of the side that asked, by what they salt (`request`, `response`), 16 bytes each. */
  readonly salts: Readonly<Record<string, Uint8Array>>;
  /** Signatures of the messages, where they were signed. */
  readonly signatures?: ReceiptSignatures | undefined;
}

/** JCS of `{entry, salts, signatures}`, the last where there are any: entry and signatures in base64, salts in base64url. */
export function encodeReceiptExtra({ entry, salts, signatures }: ReceiptExtra): Uint8Array {
  const encoded = Object.entries(salts).map(([name, salt]) => [name, toBase64Url(salt)] as const);
  const signed = encodeSignatures(signatures ?? {});
  return canonicalBytes({
    entry: toBase64(entry),
    salts: Object.fromEntries(encoded),
    ...(Object.keys(signed).length === 0 ? {} : { signatures: signed }),
  });
}

/**
 * Reads what {@link encodeReceiptExtra} wrote, and nothing else.
 *
 * @throws TlogError `receipt-extra`
 */
export function decodeReceiptExtra(bytes: Uint8Array): ReceiptExtra {
  try {
    const text = decodeText(bytes);
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || canonicalJson(value) !== text) throw new TlogError('receipt-extra', 'not canonical JSON');
    const { entry, salts, signatures, ...others } = value;
    if (typeof entry !== 'string' || !isRecord(salts) || Object.keys(others).length > 0)
      throw new TlogError('receipt-extra', 'not of the form {entry, salts, signatures}');
    const decoded = Object.entries(salts).map(([name, salt]) => [name, decodeSalt(salt)] as const);
    const extra = { entry: fromBase64(entry), salts: Object.fromEntries(decoded) };
    return signatures === undefined ? extra : { ...extra, signatures: decodeSignatures(signatures) };
  } catch (error) {
    if (error instanceof TlogError && error.rule === 'receipt-extra') throw error;
    throw new TlogError('receipt-extra', 'cannot be read', { cause: error });
  }
}

function decodeSalt(salt: unknown): Uint8Array {
  const bytes = typeof salt === 'string' ? fromBase64Url(salt) : undefined;
  if (bytes?.length !== SALT_BYTES) throw new TlogError('receipt-extra', 'a salt does not have 16 bytes');
  return bytes;
}
