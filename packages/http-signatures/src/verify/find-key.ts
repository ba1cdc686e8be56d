import type { SignedBytes } from '../keys/algorithms.ts';
import type { VerifyingKey } from '../keys/verifying-key.ts';
import { SignatureError } from '../signature-error.ts';

export const KEY_STATES = ['active', 'retired', 'revoked'] as const;
export type KeyState = (typeof KEY_STATES)[number];

/** What says whether signatures of one key hold; a thread or a key store can be one too. */
export interface SignatureChecker extends Pick<VerifyingKey, 'keyid'> {
  readonly holds: (signed: SignedBytes) => boolean | Promise<boolean>;
}

/** A key, and what may be done with it at the time that was asked for. */
export interface FoundKey {
  readonly key: SignatureChecker;
  readonly state: KeyState;
}

/**
 * Finds a key by its thumbprint among those of the party whose signature is expected, and of nobody else.
 *
 * @param at POSIX seconds at which the state is asked for: the verifier's `now`, not what the signer says
 */
export type FindKey = (keyid: string, at: number) => FoundKey | undefined | Promise<FoundKey | undefined>;

/** @throws SignatureError `key-unknown`, `key-mismatch`, `key-retired`, `key-revoked`; what `findKey` throws */
export async function findActiveKey(
  keyid: string,
  { findKey, now }: { readonly findKey: FindKey; readonly now: number },
): Promise<SignatureChecker> {
  const found = await findKey(keyid, now);
  if (found === undefined) throw new SignatureError('key-unknown');
  if (found.key.keyid !== keyid) throw new SignatureError('key-mismatch');
  if (found.state !== 'active') throw new SignatureError(`key-${found.state}`);
  return found.key;
}
