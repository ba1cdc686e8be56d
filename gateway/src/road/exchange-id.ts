import { randomFillSync } from 'node:crypto';
import { v7 as uuidV7 } from 'uuid';

/** Random bytes of one id. */
const RANDOM_BYTES = 16;
/** Ids whose random bytes are drawn from the system at once: drawing them singly costs more than all else of an id. */
const DRAWN = 512;
const pool = Buffer.alloc(RANDOM_BYTES * DRAWN);
let used = pool.length;

/** A fresh exchange id: UUIDv7 (RFC 9562 section 5.7). */
export function makeExchangeId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_BYTES;
  return uuidV7({ random: pool.subarray(used - RANDOM_BYTES, used) });
}
