import type { Collection, Document } from '@simpul/store';

/** Rows that one statement deletes, so that others wait briefly at most. */
const BATCH = 500;

/** Deletes all rows whose time, in milliseconds, is over. */
export async function deleteExpired<D extends Document>(
  rows: Collection<D>,
  member: keyof D & string,
  now: number,
): Promise<void> {
  for (let deleted = BATCH; deleted === BATCH;) {
    deleted = await rows.deleteMany({ range: { member, below: now } }, BATCH);
  }
}
