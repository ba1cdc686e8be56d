import { emptyRoot } from '@simpul/tlog';
import type { SignerConfig } from '../config.ts';
import { halfYearOf, isTurnDue } from '../domain/half-year.ts';
import { nameLog } from '../domain/log-identity.ts';
import { sha256 } from '../domain/sha256.ts';
import { nameOfShared } from '../shared/shared-places.ts';
import type { SigningLog } from './signing-log.ts';

/** Tries in a row to put the seal behind what others append. */
const SEAL_TRIES = 50;

/**
 * Seals a log of an earlier half-year, and so decides which log follows: once, whatever signers and clocks come later.
 * @returns whether it is sealed. Where others append all the time it may not be: then it is tried again
 * @throws SimpulError `STORE.FAILED`
 */
export async function sealIfDue({ store, identity }: SigningLog, config: SignerConfig): Promise<boolean> {
  const now = Date.now();
  if (!isTurnDue({ created: identity.created, now })) return (await store.tail())?.successor !== undefined;
  const place = nameOfShared(halfYearOf(now));
  const successor = { place, identity: { ...nameLog({ ...config, now }), created: now } };
  for (let tries = 0; tries < SEAL_TRIES; tries += 1) {
    const tail = (await store.tail()) ?? { size: 0, root: emptyRoot(sha256), at: 0 };
    if (tail.successor !== undefined) return true;
    const { size, root, at } = tail;
    if ((await store.seal({ size, root, at, writer: config.nodeId, successor })) === 'sealed') return true;
  }
  return false;
}
