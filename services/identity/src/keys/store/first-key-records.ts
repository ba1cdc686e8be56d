import type { Collection, CollectionSpec } from '@simpul/store';
import type { Journal } from '../../store/journal.ts';
import type { KeyRecord } from '../domain/merge-keys.ts';
import type { KeyEntry } from './key-entry.ts';

/** A record as it was stored before there was a journal: one document each. */
type FirstRow = KeyRecord & { readonly id: string; readonly subsystem: string };

export const FIRST_KEY_RECORDS: CollectionSpec = { name: 'subsystemKeys' };
/** Records moved at once. */
const PAGE = 500;

/**
 * Moves such records into the journal. It may be cut short, repeated, and run in several processes at once: whoever finds a
 * page still there has seen what was appended before the page was gone, and nobody else changes keys before that.
 */
export async function moveFirstRecords(rows: Collection<FirstRow>, journal: Journal<KeyEntry>): Promise<void> {
  for (;;) {
    const base = await journal.refresh();
    const page = await rows.find({ limit: PAGE });
    if (page.length === 0) return;
    const steps = page.map(({ id: _id, subsystem, ...record }) => ({ subsystem, kid: record.kid, record }));
    if (await journal.append(base, { steps })) await rows.deleteEach(page.map(({ id }) => id));
  }
}
