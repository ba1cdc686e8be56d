import { type Handler, handler } from '@simpul/bus';
import { auditRecords, type RecordFilter } from '@simpul/contracts';
import { AUDIT, SimpulError, STORE } from '@simpul/errors';
import { emptyRoot, toBase64 } from '@simpul/tlog';
import type { AuditConfig } from '../config.ts';
import { type Listing, readCursor, writeCursor } from '../domain/cursor.ts';
import { matches, toIndexRecord, toLogFilter } from '../domain/index-record.ts';
import { parseSideCar, parseStoredLeaf } from '../domain/leaf-check.ts';
import { receiptUrl } from '../domain/log-identity.ts';
import { sha256 } from '../domain/sha256.ts';
import type { AuditLog } from '../log.ts';
import type { LookRecorder } from '../look-recorder.ts';

export interface RecordsDeps {
  readonly log: () => AuditLog;
  readonly looks: LookRecorder;
  readonly config: Pick<AuditConfig, 'publicUrl'>;
}

/**
 * `audit.records`: records newest first. All pages of a listing are of one tree, that of its first page; it may be newer
 * than the current checkpoint, which will be consistent with it.
 */
export function recordsAction({ log: current, looks, config }: RecordsDeps): Handler {
  return handler(auditRecords, async ({ filter, limit, cursor, asker }) => {
    const log = current();
    const listing: Listing = { filter, party: asker.auditor ? undefined : asker.id };
    const { size, before } = await startOf(log, listing, cursor);
    const root = size === 0 ? emptyRoot(sha256) : await log.read.rootAt(size);
    if (root === undefined) throw new SimpulError(AUDIT.CURSOR_INVALID);
    await looks.record(log, asker.id);
    await log.indexed(size);
    const found = await find(log, listing, { limit: limit + 1, before });
    const page = found.slice(0, limit);
    const entries = await log.read.entriesAt(page);
    const records = page.map((index, position) => {
      const entry = entries[position];
      if (entry === undefined) throw missing(index);
      const leaf = parseStoredLeaf(entry.leaf);
      return { log: log.identity.name, index, leaf, receipt: receiptUrl(config.publicUrl, leaf.id) };
    });
    const last = page.at(-1);
    return {
      records,
      ...(found.length > limit && last !== undefined ? { next: writeCursor({ size, before: last }, listing) } : {}),
      asOf: { size, root: toBase64(root) },
      indexedTo: await log.read.indexedTo(),
    };
  });
}

async function startOf({ read }: AuditLog, listing: Listing, cursor: string | undefined) {
  if (cursor !== undefined) return readCursor(cursor, listing);
  const size = (await read.tail())?.size ?? 0;
  return { size, before: size };
}

/** Indexes of matching records below `before`, newest first. */
async function find(
  { read }: AuditLog,
  { filter, party }: Listing,
  page: { readonly limit: number; readonly before: number },
): Promise<number[]> {
  const { exchangeId, ...others }: RecordFilter = filter;
  const wanted = toLogFilter(others, party);
  if (exchangeId === undefined) return read.search(wanted, page);
  const index = (await read.locate([exchangeId])).get(exchangeId);
  if (index === undefined || index >= page.before) return [];
  const [entry] = await read.entriesAt([index]);
  if (entry === undefined) throw missing(index);
  const leaf = parseStoredLeaf(entry.leaf);
  const record = toIndexRecord(index, leaf.at ?? 0, leaf, parseSideCar(entry.sideCar));
  return matches(record, wanted) ? [index] : [];
}

function missing(index: number): SimpulError {
  return new SimpulError(STORE.FAILED, { params: { reason: `leaf ${index} of the log is missing` } });
}
