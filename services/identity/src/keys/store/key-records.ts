import type { CollectionSpec, DocumentStore } from '@simpul/store';
import type { KeyRecord } from '../domain/merge-keys.ts';

type Row = KeyRecord & { readonly id: string; readonly subsystem: string };

/** Where what is known of keys is stored. */
export const KEY_RECORDS: CollectionSpec = { name: 'subsystemKeys' };
/** Records that are read at a start; what is added is bounded long before. */
const MOST = 1_000_000;

/** All records, held in memory: a few for each subsystem, and one for each key that was ever revoked. */
export interface KeyRecords {
  of(subsystem: string): readonly KeyRecord[];
  /** Whether a key was revoked, for whatever subsystem. */
  isRevoked(kid: string): boolean;
  /** Stores a record, durably, in place of the one of the same key. */
  put(subsystem: string, record: KeyRecord): Promise<void>;
  forget(subsystem: string, kid: string): Promise<void>;
}

/** Opens the store of keys. */
export async function openKeyRecords(store: DocumentStore): Promise<KeyRecords> {
  const rows = store.collection<Row>(KEY_RECORDS);
  const known = new Map<string, Map<string, KeyRecord>>();
  const revoked = new Set<string>();

  function remember(subsystem: string, record: KeyRecord): void {
    const keys = known.get(subsystem) ?? new Map<string, KeyRecord>();
    known.set(subsystem, keys.set(record.kid, record));
    if (record.revokedAt !== undefined) revoked.add(record.kid);
  }

  for (const { id: _, subsystem, ...record } of await rows.find({ limit: MOST })) remember(subsystem, record);

  const idOf = (subsystem: string, kid: string): string => `${subsystem} ${kid}`;
  return {
    of: (subsystem) => [...(known.get(subsystem)?.values() ?? [])],
    isRevoked: (kid) => revoked.has(kid),
    async put(subsystem, record) {
      await rows.put({ ...record, id: idOf(subsystem, record.kid), subsystem });
      remember(subsystem, record);
    },
    async forget(subsystem, kid) {
      await rows.delete(idOf(subsystem, kid));
      known.get(subsystem)?.delete(kid);
    },
  };
}
