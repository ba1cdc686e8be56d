import { type Handler, handler } from '@simpul/bus';
import { auditRecords } from '@simpul/contracts';
import { AUDIT, SimpulError } from '@simpul/errors';
import { emptyRoot, toBase64 } from '@simpul/tlog';
import type { AuditConfig } from '../config.ts';
import { partyOf } from '../domain/access.ts';
import { type Listing, type Position, readCursor, writeCursor } from '../domain/cursor.ts';
import { parseStoredLeaf } from '../domain/leaf-check.ts';
import { receiptUrl } from '../domain/log-identity.ts';
import { sha256 } from '../domain/sha256.ts';
import type { AuditLog, Shard } from '../log.ts';
import type { LookRecorder } from '../look-recorder.ts';
import type { LeafPlace } from '../shards/find-leaf.ts';
import { searchShards } from '../shards/search-shards.ts';

export interface RecordsDeps {
  readonly log: () => AuditLog;
  readonly looks: LookRecorder;
  readonly config: Pick<AuditConfig, 'publicUrl'>;
}

/**
 * `audit.records`: records of all logs, newest first. All pages of a listing are of one tree, that of its first page, which
 * binds the logs before it; it may be newer than the current checkpoint, which will be consistent with it.
 */
export function recordsAction({ log: current, looks, config }: RecordsDeps): Handler {
  return handler(auditRecords, async ({ filter, limit, cursor, asker }) => {
    const log = current();
    const listing: Listing = { filter, party: partyOf(asker) };
    const position = cursor === undefined ? await startOf(log) : readCursor(cursor, listing);
    const shards = listed(log.shards, position);
    const [top] = shards;
    const root = position.size === 0 ? emptyRoot(sha256) : await top.read.rootAt(position.size);
    if (root === undefined) throw new SimpulError(AUDIT.CURSOR_INVALID);
    await looks.record(log, asker);
    if (top.state === 'open') await log.indexed(position.size);
    const from = shards.slice(shards.findIndex(({ identity }) => identity.name === position.at));
    const found = await searchShards(listing, { shards: from, position, limit: limit + 1 });
    const page = found.slice(0, limit);
    const leaves = await readLeaves(page);
    const records = leaves.map(({ shard, index, leaf }) => ({
      log: shard.identity.name,
      index,
      leaf,
      receipt: receiptUrl(config.publicUrl, leaf.id),
    }));
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      records,
      ...(last === undefined ? {} : { next: writeCursor(behind(position, last), listing) }),
      asOf: { log: position.log, size: position.size, root: toBase64(root) },
      indexedTo: await top.read.indexedTo(),
    };
  });
}

async function startOf({ shards: [open] }: AuditLog): Promise<Position> {
  const size = (await open?.read.tail())?.size ?? 0;
  const log = open?.identity.name ?? '';
  return { log, size, at: log, before: size };
}

function behind({ log, size }: Position, { shard, index }: LeafPlace): Position {
  return { log, size, at: shard.identity.name, before: index };
}

/** The logs of a listing, newest first. @throws SimpulError `AUDIT.CURSOR_INVALID` if they are not in that order */
function listed(all: readonly Shard[], { log, at }: Position): readonly [Shard, ...Shard[]] {
  const [top, ...rest] = all.slice(all.findIndex(({ identity }) => identity.name === log));
  const isListed = [top, ...rest].some((shard) => shard?.identity.name === at);
  if (top?.identity.name !== log || !isListed) throw new SimpulError(AUDIT.CURSOR_INVALID);
  return [top, ...rest];
}

/** Reads leaves, neighbours at once. */
async function readLeaves(places: readonly LeafPlace[]) {
  const leaves = [];
  for (const [shard, group] of Map.groupBy(places, (place) => place.shard)) {
    const indexes = group.map(({ index }) => index);
    for (const [at, entry] of (await shard.read.entriesAt(indexes)).entries()) {
      const index = indexes[at];
      if (entry !== undefined && index !== undefined) leaves.push({ shard, index, leaf: parseStoredLeaf(entry.leaf) });
    }
  }
  return leaves;
}
