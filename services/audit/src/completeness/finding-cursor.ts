import { createHash } from 'node:crypto';
import type { FindingFilter } from '@simpul/contracts';
import { AUDIT, SimpulError } from '@simpul/errors';

/** Where a listing of findings goes on. */
export interface FindingPosition {
  /** The log that keeps them. */
  readonly log: string;
  /** Number of the last finding that was given out. */
  readonly before: number;
}

const PARTS = /^1 (\d{1,15}) ([0-9a-f]{16}) (\S+)$/;

/** Makes an opaque cursor, bound to its filter. */
export function writeFindingCursor({ log, before }: FindingPosition, filter: FindingFilter): string {
  return Buffer.from(`1 ${before} ${digest(filter)} ${log}`).toString('base64url');
}

/** @throws SimpulError `AUDIT.CURSOR_INVALID` if it is not a cursor of this listing */
export function readFindingCursor(cursor: string, filter: FindingFilter): FindingPosition {
  const [, before, bound, log] = PARTS.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (before === undefined || log === undefined || bound !== digest(filter)) {
    throw new SimpulError(AUDIT.CURSOR_INVALID);
  }
  return { log, before: Number(before) };
}

function digest({ kind, from, to }: FindingFilter): string {
  return createHash('sha256')
    .update(JSON.stringify([kind ?? null, from ?? null, to ?? null]))
    .digest('hex')
    .slice(0, 16);
}
