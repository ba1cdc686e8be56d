import { createHash, randomBytes } from 'node:crypto';

const BYTES = 32;
/** What a token is for: one of one kind is never another. */
type Purpose = 'invitation' | 'session';

/** A secret for one holder, base64url of 32 random bytes. The store holds its digest alone. */
export function makeToken(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** base64url of SHA-256: enough for a secret that nobody can guess. */
export function digestOf(purpose: Purpose, token: string): string {
  return createHash('sha256').update(`simpul/${purpose}/v1\0${token}`).digest('base64url');
}
