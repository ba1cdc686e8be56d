import { randomFillSync } from 'node:crypto';

/** Bytes of one salt (design 05). */
export const SALT_BYTES = 16;
/** Salts drawn from the system at once. */
const DRAWN = 512;
let pool = Buffer.alloc(0);
let used = 0;

/** A fresh salt. */
export function makeSalt(): Buffer {
  if (used + SALT_BYTES > pool.length) {
    pool = randomFillSync(Buffer.alloc(SALT_BYTES * DRAWN));
    used = 0;
  }
  used += SALT_BYTES;
  return pool.subarray(used - SALT_BYTES, used);
}
