import { createHash, randomBytes } from 'node:crypto';
import { RECOVERY_CODES } from '../limits.ts';

/** Without letters that look like digits (Crockford's base32). */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 80 bits, so that a plain digest of a code says nothing of it. */
const LENGTH = 16;
const GROUP = 4;

/** Ten codes, each for one use, as people are shown them: `abcd-efgh-jkmn-pqrs`. */
export function makeRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const letters = Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
    return letters.replaceAll(new RegExp(`(.{${GROUP}})(?!$)`, 'g'), '$1-');
  });
}

/** Digest of a code as it was typed: with or without hyphens, in any case, and with the look-alikes that people write. */
export function recoveryDigest(person: string, typed: string): string {
  const code = typed.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll(/[il]/g, '1').replaceAll('o', '0');
  return createHash('sha256').update(`simpul/recovery/v1\0${person}\0${code}`).digest('base64url');
}
