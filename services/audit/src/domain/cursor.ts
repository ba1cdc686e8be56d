import { createHash } from 'node:crypto';
import type { RecordFilter } from '@simpul/contracts';
import { AUDIT, SimpulError } from '@simpul/errors';

/** Where a listing goes on: records below `before`, of the tree with `size` leaves. */
export interface Position {
  readonly size: number;
  /** Index of the last record that was given out. */
  readonly before: number;
}

/** What a cursor is bound to: another filter, or another party, cannot go on with it. */
export interface Listing {
  readonly filter: RecordFilter;
  /** The subsystem that the listing is restricted to; undefined for an auditor. */
  readonly party: string | undefined;
}

const VERSION = 1;
/** Version, two u48 and SHA-256 of the listing. */
const CURSOR_BYTES = 45;
const DIGEST_OFFSET = 13;
const U48_BYTES = 6;

/** Makes an opaque cursor. It needs no secret: it holds nothing that its holder could not ask for without it. */
export function writeCursor(position: Position, listing: Listing): string {
  const bytes = Buffer.alloc(CURSOR_BYTES);
  bytes.writeUInt8(VERSION);
  bytes.writeUIntBE(position.size, 1, U48_BYTES);
  bytes.writeUIntBE(position.before, 1 + U48_BYTES, U48_BYTES);
  digest(listing).copy(bytes, DIGEST_OFFSET);
  return bytes.toString('base64url');
}

/** @throws SimpulError `AUDIT.CURSOR_INVALID` if it is not a cursor of this listing. */
export function readCursor(cursor: string, listing: Listing): Position {
  const bytes = Buffer.from(cursor, 'base64url');
  const sound = bytes.length === CURSOR_BYTES && bytes.toString('base64url') === cursor && bytes[0] === VERSION;
  if (!sound || !digest(listing).equals(bytes.subarray(DIGEST_OFFSET))) throw new SimpulError(AUDIT.CURSOR_INVALID);
  const size = bytes.readUIntBE(1, U48_BYTES);
  const before = bytes.readUIntBE(1 + U48_BYTES, U48_BYTES);
  if (before >= size) throw new SimpulError(AUDIT.CURSOR_INVALID);
  return { size, before };
}

function digest({ filter, party }: Listing): Buffer {
  const members = Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([members, party ?? null]))
    .digest();
}
