import {
  type IndexRecord,
  LEAF_PREFIX,
  type LogBatch,
  type LogStore,
  SIDE_CAR_PREFIX,
  splitFrames,
} from '@simpul/store';
import { INDEX_CHUNK } from '../config.ts';
import { toIndexRecord } from '../domain/index-record.ts';
import { parseSideCar, parseStoredLeaf } from '../domain/leaf-check.ts';

/** Batches that are read at once when the index is rebuilt. */
const BATCHES_PER_READ = 16;

/** Fills the search index behind the log. */
export class IndexFiller {
  readonly #store: LogStore;
  /** Records that the index lacks, the next one first. */
  #waiting: IndexRecord[] = [];

  private constructor(store: LogStore) {
    this.#store = store;
  }

  /** Brings the index up to the log's end, however far behind it is. */
  static async open(store: LogStore): Promise<IndexFiller> {
    const filler = new IndexFiller(store);
    const size = (await store.tail())?.size ?? 0;
    for (let next = await store.indexedTo(); next < size; next = await store.indexedTo()) {
      const batches = await store.batches(next, BATCHES_PER_READ);
      const records = batches.flatMap((batch) => recordsOf(batch)).filter(({ index }) => index >= next);
      if (records.length === 0) break;
      await store.index(records);
    }
    return filler;
  }

  /** How many leaves the index lacks. */
  get backlog(): number {
    return this.#waiting.length;
  }

  /** Takes what was appended. */
  add(records: readonly IndexRecord[]): void {
    this.#waiting.push(...records);
  }

  /** Indexes the next leaves. */
  async step(): Promise<void> {
    const chunk = this.#waiting.slice(0, INDEX_CHUNK);
    await this.#store.index(chunk);
    this.#waiting = this.#waiting.slice(chunk.length);
  }

  /** Indexes all leaves below a size of the log. */
  async reach(size: number): Promise<void> {
    while ((this.#waiting[0]?.index ?? size) < size) await this.step();
  }
}

/** What the index holds of a stored batch. */
export function recordsOf(batch: LogBatch): IndexRecord[] {
  const sideCars = splitFrames(batch.sideCars, SIDE_CAR_PREFIX);
  return splitFrames(batch.bundle, LEAF_PREFIX).map((leaf, position) =>
    toIndexRecord(
      batch.first + position,
      batch.at,
      parseStoredLeaf(leaf),
      parseSideCar(sideCars[position] ?? new Uint8Array()),
    ),
  );
}
