import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const TOKEN_BYTES = 32;

/** A random value for a cookie. */
export function newSecret(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** The token that a form carries: bound to a cookie that scripts and other sites cannot read, and telling nothing of it. */
export function formToken(cookie: string): string {
  return createHash('sha256').update(`simpul form ${cookie}`).digest('base64url');
}

/** Compares in constant time. */
export function isFormToken(given: string | undefined, cookie: string): boolean {
  const expected = Buffer.from(formToken(cookie));
  const actual = Buffer.from(given ?? '');
  return actual.byteLength === expected.byteLength && timingSafeEqual(actual, expected);
}
