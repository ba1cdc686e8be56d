import { CONFIG, SimpulError } from '@simpul/errors';
import { hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';

const BYTES = 32;
const INFO = 'simpul identity: secrets in the shared store';
/** An nkey seed of a user, among what a file may say besides. */
const USER_SEED = /^SU[A-Z2-7]{56}$/m;

/**
 * What all identity processes of a cluster know and nobody else does, by which they keep secrets in the store that they share:
 * derived from the nkey seed that only they are given.
 * @throws SimpulError `SIMPUL_CONFIG_INVALID`
 */
export function sharedSecretOf(nkeyFile: string): Uint8Array {
  const [seed] = USER_SEED.exec(readFileSync(nkeyFile, 'utf8')) ?? [];
  if (seed === undefined) {
    throw new SimpulError(CONFIG.INVALID, {
      params: { name: '--nats-nkey', reason: `${nkeyFile} holds no nkey seed of a user` },
    });
  }
  return new Uint8Array(hkdfSync('sha256', seed, '', INFO, BYTES));
}
