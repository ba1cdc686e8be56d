import { toBase64Url } from '../encoding/base64.ts';
import { concatBytes } from '../encoding/bytes.ts';
import { encodeText } from '../encoding/text.ts';
import type { Hash } from '../merkle/hashing.ts';
import { TlogError } from '../tlog-error.ts';
import { canonicalBytes } from './canonical-json.ts';

/** Bytes of a salt. */
export const SALT_BYTES = 16;
const COMMIT_LABEL = encodeText('simpul/commit/v1\0');

/**
 * Commitment to a value: base64url of SHA-256("simpul/commit/v1\0" || salt || JCS(value)).
 *
 * @param salt 16 random bytes, of this value alone
 * @throws TlogError `argument` for a salt of another length, `canonical-json` for values that cannot be written
 */
export function commit(hash: Hash, salt: Uint8Array, value: unknown): string {
  assertSalt(salt);
  return toBase64Url(hash(concatBytes([COMMIT_LABEL, salt, canonicalBytes(value)])));
}

/**
 * Salted digest of a body: base64url of SHA-256(salt || inner).
 *
 * @param salt 16 random bytes, of this body alone
 * @param inner hash of the body: SHA-512 of a request's, SHA-256 of a response's
 * @throws TlogError `argument` for a salt of another length
 */
export function saltedDigest(hash: Hash, salt: Uint8Array, inner: Uint8Array): string {
  assertSalt(salt);
  return toBase64Url(hash(concatBytes([salt, inner])));
}

function assertSalt(salt: Uint8Array): void {
  if (salt.length !== SALT_BYTES) throw new TlogError('argument', 'a salt has 16 bytes');
}
