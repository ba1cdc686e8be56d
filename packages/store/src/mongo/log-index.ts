import { sidesOf } from '../log-party.ts';
import type { IndexRecord, LogFilter, LogPage } from '../log-store.ts';
import { INDEXED_MEMBERS } from '../log-store.ts';
import type { LogDatabase } from './log-database.ts';
import { isDuplicate } from './mongo-error.ts';

type StoredRecord = Omit<IndexRecord, 'index'> & { readonly _id: number };

/** Part of the log in which is searched. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** The search index: a record for each leaf, in the order of the log. */
export class LogIndex {
  readonly #database: LogDatabase;

  constructor(database: LogDatabase) {
    this.#database = database;
  }

  async add(records: readonly IndexRecord[]): Promise<void> {
    const next = await this.indexedTo();
    const fresh = records.filter(({ index }) => index >= next);
    for (const [place, { index }] of fresh.entries()) {
      if (index !== next + place) throw new RangeError(`the index would miss ${next + place} to ${index - 1}`);
    }
    if (fresh.length === 0) return;
    const documents = fresh.map(({ index, ...rest }): StoredRecord => ({ _id: index, ...rest }));
    await this.#database.on<StoredRecord, void>('records', async (stored) => {
      // In order, so that no gap is left; another process may fill the same index, and its record is the same.
      for (let done = 0; done < documents.length;) {
        try {
          await stored.insertMany(documents.slice(done), { ordered: true });
          return;
        } catch (error) {
          if (!isDuplicate(error)) throw error;
          done = (await this.indexedTo()) - next;
        }
      }
    });
  }

  async indexedTo(): Promise<number> {
    const last = await this.#database.on<StoredRecord, StoredRecord | null>('records', (stored) =>
      stored.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } }),
    );
    return last === null ? 0 : last._id + 1;
  }

  async search(filter: LogFilter, { limit, before = Infinity }: LogPage): Promise<number[]> {
    const size = await this.indexedTo();
    const from = filter.from === undefined ? 0 : await this.#firstSince(filter.from, size);
    const to = filter.to === undefined ? size : await this.#firstSince(filter.to + 1, size);
    const range = { from, to: Math.min(to, before, size), limit };
    if (filter.party === undefined) return this.#scan(filter, range);
    const found = new Set<number>();
    for (const [side, value] of sidesOf(filter.party)) {
      if ((filter[side] ?? value) !== value) continue;
      for (const index of await this.#scan({ ...filter, [side]: value }, range)) found.add(index);
    }
    return [...found].toSorted((a, b) => b - a).slice(0, limit);
  }

  async #scan(filter: LogFilter, { from, to, limit }: Range): Promise<number[]> {
    const wanted: Record<string, unknown> = { _id: { $gte: from, $lt: to } };
    for (const member of INDEXED_MEMBERS) if (filter[member] !== undefined) wanted[member] = filter[member];
    const found = await this.#database.on<StoredRecord, { readonly _id: number }[]>('records', (stored) =>
      stored.find(wanted as object, { sort: { _id: -1 }, limit, projection: { _id: 1 } }).toArray(),
    );
    return found.map(({ _id }) => _id);
  }

  /** `at` never decreases, so the first record of a time begins everything that is not earlier. */
  async #firstSince(at: number, size: number): Promise<number> {
    const found = await this.#database.on<StoredRecord, StoredRecord | null>('records', (stored) =>
      stored.findOne({ at: { $gte: at } }, { sort: { at: 1, _id: 1 }, projection: { _id: 1 } }),
    );
    return found === null ? size : found._id;
  }
}
