import { sidesOf } from '../log-party.ts';
import type { IndexRecord, LogFilter, LogPage } from '../log-store.ts';
import { INDEXED_MEMBERS } from '../log-store.ts';
import { CHUNK_MAX, firstSince, matchesIn, type StoredChunk, toChunk, type WantedMembers } from './index-chunk.ts';
import type { LogDatabase } from './log-database.ts';
import { isDuplicate } from './mongo-error.ts';

/** Chunks that one command of a search reads: few at first, since the newest often hold a page. */
const FIRST_READ = 4;
const LARGEST_READ = 64;

/** Part of the log in which is searched. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/**
 * The search index: chunks of records, in the order of the log. A chunk is only ever inserted where its writer read that another
 * one ends, and no two begin at one place, so those of several processes form one sequence (as the batches of `LogChain`).
 */
export class LogIndex {
  readonly #database: LogDatabase;

  constructor(database: LogDatabase) {
    this.#database = database;
  }

  async add(records: readonly IndexRecord[]): Promise<void> {
    for (;;) {
      const next = await this.indexedTo();
      const fresh = records.filter(({ index }) => index >= next);
      for (const [place, { index }] of fresh.entries()) {
        if (index !== next + place) throw new RangeError(`the index would miss ${next + place} to ${index - 1}`);
      }
      if (fresh.length === 0 || (await this.#insert(fresh))) return;
    }
  }

  async indexedTo(): Promise<number> {
    const last = await this.#database.on<StoredChunk, StoredChunk | null>('records', (chunks) =>
      chunks.findOne({}, { sort: { _id: -1 }, projection: { n: 1 } }),
    );
    return last === null ? 0 : last._id + last.n;
  }

  async search(filter: LogFilter, { limit, before = Infinity }: LogPage): Promise<number[]> {
    const size = await this.indexedTo();
    const from = filter.from === undefined ? 0 : await this.#firstSince(filter.from, size);
    const to = filter.to === undefined ? size : await this.#firstSince(filter.to + 1, size);
    const range = { from, to: Math.min(to, before, size), limit };
    const wanted = membersOf(filter);
    if (filter.party === undefined) return this.#scan(wanted, range);
    const found = new Set<number>();
    for (const [side, value] of sidesOf(filter.party)) {
      if ((filter[side] ?? value) !== value) continue;
      for (const index of await this.#scan({ ...wanted, [side]: value }, range)) found.add(index);
    }
    return [...found].toSorted((a, b) => b - a).slice(0, limit);
  }

  /** @returns false if another process was faster */
  #insert(records: readonly IndexRecord[]): Promise<boolean> {
    const documents: StoredChunk[] = [];
    for (let at = 0; at < records.length; at += CHUNK_MAX) documents.push(toChunk(records.slice(at, at + CHUNK_MAX)));
    return this.#database.on<StoredChunk, boolean>('records', async (chunks) => {
      try {
        // In order: what follows a chunk that another process took the place of is not stored.
        await chunks.insertMany(documents, { ordered: true });
        return true;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        return false;
      }
    });
  }

  async #scan(wanted: WantedMembers, { from, to, limit }: Range): Promise<number[]> {
    const found: number[] = [];
    let reading = FIRST_READ;
    for (let end = to; end > from && found.length < limit; reading = Math.min(2 * reading, LARGEST_READ)) {
      const chunks = await this.#chunksBefore(end, from, wanted, reading);
      for (const chunk of chunks) {
        found.push(...matchesIn(chunk, wanted).filter((index) => index >= from && index < to));
      }
      end = chunks.length < reading ? from : (chunks.at(-1)?._id ?? from);
    }
    return found.slice(0, limit);
  }

  /** Chunks with all of these values, newest first, that may hold records from `from` up to `end` (exclusive). */
  #chunksBefore(end: number, from: number, wanted: WantedMembers, limit: number): Promise<StoredChunk[]> {
    const condition: object = { _id: { $gt: from - CHUNK_MAX, $lt: end }, ...wanted };
    return this.#database.on<StoredChunk, StoredChunk[]>('records', (chunks) =>
      chunks.find(condition, { sort: { _id: -1 }, limit }).toArray(),
    );
  }

  /** `at` never decreases, so the first record of a time begins everything that is not earlier. */
  async #firstSince(at: number, size: number): Promise<number> {
    const found = await this.#database.on<StoredChunk, StoredChunk | null>('records', (chunks) =>
      chunks.findOne({ until: { $gte: at } }, { sort: { until: 1, _id: 1 } }),
    );
    return found === null ? size : firstSince(found, at);
  }
}

function membersOf(filter: LogFilter): WantedMembers {
  const wanted: { -readonly [K in keyof WantedMembers]: WantedMembers[K] } = {};
  for (const member of INDEXED_MEMBERS) if (filter[member] !== undefined) wanted[member] = filter[member];
  return wanted;
}
