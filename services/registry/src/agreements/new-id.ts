import { randomInt } from 'node:crypto';

/** Characters that are not taken for one another (Crockford's base 32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/** A number for an agreement that was asked for without one: `AKSES-2026-7K3Q9F2M`. */
export function newAgreementId(now: number): string {
  const drawn = Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length)));
  return `AKSES-${new Date(now).getUTCFullYear()}-${drawn.join('')}`;
}
