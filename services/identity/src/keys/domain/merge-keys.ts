import type { SubsystemKey } from '@simpul/contracts';
import type { JWK } from 'jose';

/** A key that the region file names, or that the sandbox made, by its thumbprint. */
export interface RegisteredKey {
  readonly kid: string;
  readonly alg: string;
  /** As it was registered. */
  readonly jwk: JWK;
  readonly from: 'registry' | 'sandbox';
}

/** What this service itself knows of a key: that it was added, that it ends, that it was revoked. */
export type KeyRecord = {
  readonly kid: string;
  readonly alg: string;
  readonly from: SubsystemKey['from'];
  /** The key counts because of this record; absent: because it is registered. */
  readonly jwk?: JWK;
  /** Milliseconds, as all times here. */
  readonly since: number;
  readonly until?: number;
  readonly revokedAt?: number;
  readonly reason?: string;
};

/** A key as it stands now. */
export interface MergedKey extends SubsystemKey {
  readonly jwk: JWK | undefined;
}

/**
 * Registered keys and those added here, minus what has ended or was revoked: each key once, by its thumbprint. Those that
 * are over come too, with their state.
 * @param isRevoked - whether a key was revoked, for whatever subsystem: it cannot come back under another name
 */
export function mergeKeys(
  registered: readonly RegisteredKey[],
  records: readonly KeyRecord[],
  { isRevoked, now }: { readonly isRevoked: (kid: string) => boolean; readonly now: number },
): MergedKey[] {
  const known = new Map(records.map((record) => [record.kid, record]));
  const given = new Map(registered.map((key) => [key.kid, key]));
  const merged: MergedKey[] = [];
  for (const kid of new Set([...given.keys(), ...known.keys()])) {
    const key = given.get(kid);
    const record = known.get(kid);
    const jwk = key?.jwk ?? record?.jwk;
    const state = stateOf(record, isRevoked(kid), now);
    // A key of the registry that is registered no longer is nobody's, unless it was revoked, which stays to be seen.
    if (jwk === undefined && state !== 'revoked') continue;
    const until = record?.revokedAt ?? record?.until;
    merged.push({
      kid,
      alg: key?.alg ?? record?.alg ?? '',
      state,
      from: record?.from ?? key?.from ?? 'registry',
      ...(record !== undefined && { since: record.since }),
      ...(until !== undefined && { until }),
      ...(record?.reason !== undefined && { reason: record.reason }),
      jwk,
    });
  }
  return merged;
}

/** Whether a key may be used. */
export function isLive({ state }: Pick<MergedKey, 'state'>): boolean {
  return state === 'active' || state === 'ending';
}

function stateOf(record: KeyRecord | undefined, revoked: boolean, now: number): SubsystemKey['state'] {
  if (revoked) return 'revoked';
  if (record?.until === undefined) return 'active';
  return record.until <= now ? 'ended' : 'ending';
}
