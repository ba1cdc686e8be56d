import type { RecordFilter } from '@simpul/contracts';
import { AUDIT, SimpulError } from '@simpul/errors';
import { BUSY_RETRY_AFTER_S } from '../config.ts';
import type { Listing, Position } from '../domain/cursor.ts';
import { matches, toIndexRecord, toLogFilter } from '../domain/index-record.ts';
import { parseSideCar, parseStoredLeaf } from '../domain/leaf-check.ts';
import type { Shard } from '../log.ts';
import type { LeafPlace } from './find-leaf.ts';

/** A part of a listing. */
export interface ShardPage {
  /** Logs from the one that the listing has got to, newest first. */
  readonly shards: readonly Shard[];
  readonly position: Position;
  readonly limit: number;
}

interface OwnPage {
  readonly limit: number;
  readonly before: number;
}

/**
 * Where matching records stand, newest first, from log to log.
 * @throws SimpulError `AUDIT.BUSY` while the index of a closed log is made again: it would seem to hold less
 */
export async function searchShards(listing: Listing, { shards, position, limit }: ShardPage): Promise<LeafPlace[]> {
  const places: LeafPlace[] = [];
  for (const shard of shards) {
    if (places.length >= limit) break;
    const before = shard.identity.name === position.at ? position.before : ((await shard.read.tail())?.size ?? 0);
    if (shard.state === 'closed') await refuseUnindexed(shard, before);
    const indexes = await searchShard(shard, listing, { limit: limit - places.length, before });
    places.push(...indexes.map((index) => ({ shard, index })));
  }
  return places;
}

async function searchShard({ read }: Shard, { filter, party }: Listing, page: OwnPage): Promise<number[]> {
  const { exchangeId, ...others }: RecordFilter = filter;
  const wanted = toLogFilter(others, party);
  if (exchangeId === undefined) return read.search(wanted, page);
  const index = (await read.locate([exchangeId])).get(exchangeId);
  if (index === undefined || index >= page.before) return [];
  const [entry] = await read.entriesAt([index]);
  if (entry === undefined) return [];
  const leaf = parseStoredLeaf(entry.leaf);
  const record = toIndexRecord(index, leaf.at ?? 0, leaf, parseSideCar(entry.sideCar));
  return matches(record, wanted) ? [index] : [];
}

async function refuseUnindexed({ read }: Shard, before: number): Promise<void> {
  if ((await read.indexedTo()) < before) throw new SimpulError(AUDIT.BUSY, { retryAfter: BUSY_RETRY_AFTER_S });
}
