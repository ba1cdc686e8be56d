import type { DocumentStore } from '@simpul/store';
import type { JWK } from 'jose';
import { createTurns } from '../domain/in-turn.ts';
import { addKey } from './acts/add-key.ts';
import { decideRequest } from './acts/decide-request.ts';
import { listKeys } from './acts/list-keys.ts';
import { listRequests } from './acts/list-requests.ts';
import { requestKey } from './acts/request-key.ts';
import { revokeKey } from './acts/revoke-key.ts';
import { isLive, type MergedKey, mergeKeys, type RegisteredKey } from './domain/merge-keys.ts';
import type { KeyDeps } from './key-deps.ts';
import type { Keys } from './keys.ts';
import { FIRST_KEY_RECORDS } from './store/first-key-records.ts';
import { KEY_JOURNAL, type KeyRecords, openKeyRecords } from './store/key-records.ts';
import { KEY_REQUESTS, openKeyRequests, REQUEST_KEPT_MS } from './store/key-requests.ts';

/** Collections of keys and of requests for them. */
export const KEY_COLLECTIONS = [FIRST_KEY_RECORDS, KEY_JOURNAL, KEY_REQUESTS] as const;

/** Keys of subsystems, opened. */
export interface OpenKeys extends Keys {
  /** Takes in what other processes changed; what is asked below is answered from it. */
  refresh(): Promise<void>;
  /** Public keys with which a subsystem may ask for a token now. */
  liveKeys(subsystem: string, registered: readonly RegisteredKey[]): readonly JWK[];
  /** All keys of a subsystem with their numbers, those that are over too. */
  allKeys(subsystem: string, registered: readonly RegisteredKey[]): readonly MergedKey[];
  /** Deletes requests that are too old. */
  prune(): Promise<void>;
}

/** Opens the keys of subsystems. Within a process changes are made one after another, each after its leaf. */
export async function openKeys(store: DocumentStore, given: Omit<KeyDeps, 'records' | 'requests'>): Promise<OpenKeys> {
  const deps: KeyDeps = { ...given, records: await openKeyRecords(store), requests: openKeyRequests(store) };
  const inTurn = createTurns();
  return {
    listKeys: (subsystem, actor) => listKeys(subsystem, actor, deps),
    addKey: (params) => inTurn(() => addKey(params, deps)),
    revokeKey: (params) => inTurn(() => revokeKey(params, deps)),
    requestKey: (wish, actor) => inTurn(() => requestKey(wish, actor, deps)),
    listRequests: (actor, state) => listRequests(actor, state, deps),
    decide: (params) => inTurn(() => decideRequest(params, deps)),
    refresh: async () => void (await deps.records.refresh()),
    liveKeys: (subsystem, registered) =>
      merged(subsystem, registered, deps.records)
        .filter(isLive)
        .flatMap(({ jwk }) => jwk ?? []),
    allKeys: (subsystem, registered) => merged(subsystem, registered, deps.records),
    async prune() {
      const now = Date.now();
      deps.records.forgetVerdicts(now - REQUEST_KEPT_MS);
      await deps.requests.prune(now);
    },
  };
}

function merged(subsystem: string, registered: readonly RegisteredKey[], records: KeyRecords): MergedKey[] {
  const isRevoked = (kid: string): boolean => records.isRevoked(kid);
  return mergeKeys(registered, records.of(subsystem), { isRevoked, now: Date.now() });
}
