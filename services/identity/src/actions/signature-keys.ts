import { hash } from 'node:crypto';
import type { identitySignatureKeys, Params, Result, SignatureKey } from '@simpul/contracts';
import type { MergedKey, RegisteredKey } from '../keys/domain/merge-keys.ts';

/** Where keys are found. */
export interface SignatureKeyDeps {
  /** Keys that are registered for a subsystem; its own address is asked where that is due. */
  readonly registered: (subsystem: string, kid: string | undefined) => Promise<readonly RegisteredKey[]>;
  /** Takes in what other processes changed of the keys that were added here. */
  readonly refresh: () => Promise<void>;
  /** Those, and the ones that were added here, in the state in which they are. */
  readonly allKeys: (subsystem: string, registered: readonly RegisteredKey[]) => readonly MergedKey[];
}

/** Answers with the keys of subsystems that are not as the asker saw them. */
export async function signatureKeys(
  { subsystems }: Params<typeof identitySignatureKeys>,
  { registered, refresh, allKeys }: SignatureKeyDeps,
): Promise<Result<typeof identitySignatureKeys>> {
  await refresh();
  const found = await Promise.all(
    subsystems.map(async ({ id, kid, seen }) => {
      const keys = allKeys(id, await registered(id, kid)).map(shown);
      const state = hash('sha256', JSON.stringify(keys), 'base64url');
      return state === seen ? [] : [{ id, seen: state, keys }];
    }),
  );
  return { changed: found.flat() };
}

function shown({ kid, state, until, jwk }: MergedKey): SignatureKey {
  return {
    kid,
    state,
    ...(until !== undefined && { until }),
    ...(jwk?.kty !== undefined && { jwk: { ...jwk, kty: jwk.kty } }),
  };
}
