import type { SubsystemKey } from '@simpul/contracts';
import { KEY, SimpulError } from '@simpul/errors';
import { isLive, type MergedKey, mergeKeys } from './domain/merge-keys.ts';
import type { PublicKey } from './domain/public-key.ts';
import { type KeyDeps, MAX_KEYS } from './key-deps.ts';

/** A subsystem and its keys as they stand now. */
export interface SubsystemState {
  /** Full id. */
  readonly id: string;
  readonly keys: readonly MergedKey[];
}

/**
 * Looks a subsystem up, in what was last read of the store.
 * @param local - `CLASS/MEMBER/SUBSYSTEM`
 * @throws SimpulError `SIMPUL_KEY_SUBSYSTEM_UNKNOWN`
 */
export async function findSubsystem(
  local: string,
  { instance, registered, records }: KeyDeps,
): Promise<SubsystemState> {
  const id = `${instance() ?? ''}/${local}`;
  const given = await registered(id);
  if (given === undefined) throw new SimpulError(KEY.SUBSYSTEM_UNKNOWN, { params: { subsystem: id } });
  const keys = mergeKeys(given, records.of(id), { isRevoked: (kid) => records.isRevoked(kid), now: Date.now() });
  return { id, keys };
}

/** @throws SimpulError `SIMPUL_KEY_REVOKED`, `_KNOWN` or `_TOO_MANY` where a key cannot be added. */
export function refuseUnfit({ id, keys }: SubsystemState, { kid }: PublicKey, { records }: KeyDeps): void {
  if (records.isRevoked(kid)) throw new SimpulError(KEY.REVOKED, { params: { kid } });
  if (keys.some((key) => key.kid === kid)) throw new SimpulError(KEY.KNOWN, { params: { subsystem: id, kid } });
  if (keys.filter(isLive).length >= MAX_KEYS) {
    throw new SimpulError(KEY.TOO_MANY, { params: { subsystem: id, limit: MAX_KEYS } });
  }
}

/** A key as it is shown: without its numbers. */
export function shown(merged: MergedKey): SubsystemKey {
  const { jwk: _numbers, ...key } = merged;
  return key;
}

/** The same, of one key of a subsystem. @throws SimpulError `SIMPUL_KEY_UNKNOWN` */
export function keyOf({ id, keys }: SubsystemState, kid: string): MergedKey {
  const key = keys.find((one) => one.kid === kid);
  if (key === undefined) throw new SimpulError(KEY.UNKNOWN, { params: { subsystem: id, kid } });
  return key;
}
