import { createHash } from 'node:crypto';
import type { RecordFilter } from '@simpul/contracts';
import { AUDIT, SimpulError } from '@simpul/errors';
import type { LogParty } from '@simpul/store';

/** Where a listing goes on, and what it is a listing of. */
export interface Position {
  /** The log that was open when the listing began: it is a listing of this one's first `size` leaves, and of the logs before. */
  readonly log: string;
  readonly size: number;
  /** The log that it has got to: this one, or one before it. */
  readonly at: string;
  /** Index in that log of the last record that was given out; the log's size when none of it was. */
  readonly before: number;
}

/** What a cursor is bound to: another filter, or another party, cannot go on with it. */
export interface Listing {
  readonly filter: RecordFilter;
  /** Whom the listing is restricted to; undefined for an auditor. */
  readonly party: LogParty | undefined;
}

const VERSION = 2;

/** Makes an opaque cursor. It needs no secret: it holds nothing that its holder could not ask for without it. */
export function writeCursor({ log, size, at, before }: Position, listing: Listing): string {
  return Buffer.from(JSON.stringify([VERSION, digest(listing), log, size, at, before])).toString('base64url');
}

/** @throws SimpulError `AUDIT.CURSOR_INVALID` if it is not a cursor of this listing. */
export function readCursor(cursor: string, listing: Listing): Position {
  const [, , log, size, at, before] = parse(cursor);
  if (typeof log !== 'string' || typeof at !== 'string' || !isCount(size) || !isCount(before)) throw invalid();
  const position = { log, size, at, before };
  // Written anew it is the same: nothing else was in it, and it is bound to this listing.
  if (writeCursor(position, listing) !== cursor || (at === log && before >= size)) throw invalid();
  return position;
}

function parse(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    // Not JSON: not a cursor.
    return [];
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function invalid(): SimpulError {
  return new SimpulError(AUDIT.CURSOR_INVALID);
}

function digest({ filter, party }: Listing): string {
  const members = Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([members, party ?? null]))
    .digest('base64url');
}
