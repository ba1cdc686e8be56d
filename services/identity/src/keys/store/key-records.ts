import type { CollectionSpec, DocumentStore } from '@simpul/store';
import { createJournal, type JournalRow } from '../../store/journal.ts';
import type { KeyRecord } from '../domain/merge-keys.ts';
import { FIRST_KEY_RECORDS, moveFirstRecords } from './first-key-records.ts';
import type { KeyEntry, Verdict } from './key-entry.ts';

/** Where what is known of keys is stored: as a journal, so that nobody decides on what is no longer so. */
export const KEY_JOURNAL: CollectionSpec = { name: 'keyJournal' };

/**
 * All records: a few for each subsystem, and one for each key that was ever revoked. What holds is in the store; in memory is
 * what was last read of it.
 */
export interface KeyRecords {
  /** Takes in what any process stored until now. @returns what a commit is based on */
  refresh(): Promise<number>;
  of(subsystem: string): readonly KeyRecord[];
  /** Whether a key was revoked, for whatever subsystem. */
  isRevoked(kid: string): boolean;
  /** What was decided on a request; undefined where nothing was. */
  verdictOn(request: string): Verdict | undefined;
  /** Forgets verdicts from before a time, whose requests are gone. */
  forgetVerdicts(before: number): void;
  /** Stores changes, durably, all or none. @returns false where another process was faster and nothing was stored */
  commit(base: number, entry: KeyEntry): Promise<boolean>;
}

/** Opens the store of keys. */
export async function openKeyRecords(store: DocumentStore): Promise<KeyRecords> {
  const known = new Map<string, Map<string, KeyRecord>>();
  const revoked = new Set<string>();
  const verdicts = new Map<string, Verdict>();

  function take({ steps, request }: JournalRow<KeyEntry>): void {
    for (const { subsystem, kid, record } of steps) {
      const keys = known.get(subsystem) ?? new Map<string, KeyRecord>();
      known.set(subsystem, keys);
      if (record === undefined) keys.delete(kid);
      else keys.set(kid, record);
      if (record?.revokedAt !== undefined) revoked.add(kid);
    }
    if (request === undefined) return;
    const { id, ...verdict } = request;
    verdicts.set(id, verdict);
  }

  const journal = createJournal<KeyEntry>(store.collection(KEY_JOURNAL), take);
  await moveFirstRecords(store.collection(FIRST_KEY_RECORDS), journal);
  return {
    refresh: () => journal.refresh(),
    of: (subsystem) => [...(known.get(subsystem)?.values() ?? [])],
    isRevoked: (kid) => revoked.has(kid),
    verdictOn: (request) => verdicts.get(request),
    forgetVerdicts(before) {
      for (const [id, { decidedAt }] of verdicts) if (decidedAt < before) verdicts.delete(id);
    },
    commit: (base, entry) => journal.append(base, entry),
  };
}
