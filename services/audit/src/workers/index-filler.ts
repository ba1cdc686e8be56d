import {
  type IndexRecord,
  LEAF_PREFIX,
  type LogBatch,
  type LogStore,
  SIDE_CAR_PREFIX,
  splitFrames,
} from '@simpul/store';
import { INDEX_CHUNK, INDEX_MAX_BACKLOG } from '../config.ts';
import { toIndexRecord } from '../domain/index-record.ts';
import { parseSideCar, parseStoredLeaf } from '../domain/leaf-check.ts';

/**
 * Fills the search index behind the log: from memory what was just appended; from the stored batches, while appends go on,
 * what it lacks of a log that was there before.
 */
export class IndexFiller {
  readonly #store: LogStore;
  /** Records that the index lacks up to the log's end, the next one first; none while older ones are read from the store. */
  #waiting: IndexRecord[] = [];
  /** The first leaf that the index lacks. */
  #next: number;
  /** Leaves in the log. */
  #size: number;
  /** Steps are taken one after the other. */
  #last: Promise<void> = Promise.resolve();

  private constructor(store: LogStore, { next, size }: { readonly next: number; readonly size: number }) {
    this.#store = store;
    this.#next = next;
    this.#size = size;
  }

  /** Goes on from where the index ends. What it lacks after a crash is filled at once, a lost index while the log works. */
  static async open(store: LogStore): Promise<IndexFiller> {
    const size = (await store.tail())?.size ?? 0;
    const filler = new IndexFiller(store, { next: await store.indexedTo(), size });
    if (filler.backlog <= INDEX_MAX_BACKLOG) while (filler.backlog > 0) await filler.step();
    return filler;
  }

  /** How many leaves the index lacks. */
  get backlog(): number {
    return this.#size - this.#next;
  }

  /** Whether it is being made again from stored batches: it will be behind for a while. */
  get isRebuilding(): boolean {
    return this.backlog > this.#waiting.length;
  }

  /** Takes what was appended. */
  add(records: readonly IndexRecord[]): void {
    const fresh = records.filter(({ index }) => index >= this.#size);
    const [first, last] = [fresh[0], fresh.at(-1)];
    if (first === undefined || last === undefined) return;
    // The stored batches hold them as well: those that were missed are read from there, and all that come until then.
    if (first.index !== this.#size) this.#waiting = [];
    else if (!this.isRebuilding) this.#waiting.push(...fresh);
    this.#size = last.index + 1;
  }

  /** Indexes the next leaves. */
  step(): Promise<void> {
    const step = this.#last.then(() => this.#step());
    this.#last = step.catch(() => undefined);
    return step;
  }

  /** Indexes all leaves below a size of the log; none more while the index is made again. */
  async reach(size: number): Promise<void> {
    while (!this.isRebuilding && this.backlog > 0 && this.#next < size) await this.step();
  }

  async #step(): Promise<void> {
    if (this.backlog === 0) return;
    const isFromStore = this.isRebuilding;
    const chunk = isFromStore ? await this.#read() : this.#waiting.slice(0, INDEX_CHUNK);
    try {
      await this.#store.index(chunk);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // It was dropped by a process of another release: what it held is read from the log again.
      this.#next = await this.#store.indexedTo();
      this.#waiting = [];
      return;
    }
    if (!isFromStore) this.#waiting = this.#waiting.slice(chunk.length);
    this.#next += chunk.length;
  }

  async #read(): Promise<IndexRecord[]> {
    const records: IndexRecord[] = [];
    while (records.length < INDEX_CHUNK && this.#next + records.length < this.#size) {
      const next = this.#next + records.length;
      const [batch] = await this.#store.batches(next, 1);
      if (batch === undefined || batch.first > next) throw new RangeError(`leaf ${next} is missing`);
      records.push(...recordsOf(batch).slice(next - batch.first));
    }
    return records;
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
