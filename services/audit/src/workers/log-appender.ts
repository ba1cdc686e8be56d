import type { AppendOutcome } from '@simpul/contracts';
import { SimpulError, STORE } from '@simpul/errors';
import { type IndexRecord, joinFrames, LEAF_PREFIX, type LogStore, SIDE_CAR_PREFIX, splitFrames } from '@simpul/store';
import { hashLeaf, insertAt, withoutAt } from '@simpul/tlog';
import { planBatch } from '../domain/batch-plan.ts';
import { toIndexRecord } from '../domain/index-record.ts';
import type { CheckedLeaf } from '../domain/leaf-check.ts';
import { sha256 } from '../domain/sha256.ts';
import { type EarlierLogs, NO_EARLIER_LOGS } from '../shards/earlier-logs.ts';
import { recordsOf } from './index-filler.ts';
import { followEdge, readRightEdge, type RightEdge } from './right-edge.ts';

export interface LogAppenderOptions {
  readonly store: LogStore;
  /** This process, as its batches name it. */
  readonly writer: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Logs before this one: their leaves are not taken again. */
  readonly earlier?: EarlierLogs;
}

/** What one append did. */
export interface Appended {
  /** One list for each call; `sealed` and nothing stored if the log takes no more. */
  readonly outcomes: readonly AppendOutcome[][] | 'sealed';
  /** Of all leaves that came to the log, those of other writers included. */
  readonly records: readonly IndexRecord[];
}

/** Builds batches on the log's right edge and stores them. */
export class LogAppender {
  readonly #options: LogAppenderOptions;
  #edge: RightEdge;

  private constructor(options: LogAppenderOptions, edge: RightEdge) {
    this.#options = options;
    this.#edge = edge;
  }

  /** @throws SimpulError `AUDIT.HALTED` if the stored log is not sound at its end, `STORE.FAILED` */
  static async open(options: LogAppenderOptions): Promise<LogAppender> {
    return new LogAppender(options, await readRightEdge(options.store));
  }

  /** Leaves in the log. */
  get size(): number {
    return this.#edge.tail.size;
  }

  /**
   * Stores what the log does not hold of several calls, as one batch. Leaves are nearly always new, so what it holds is
   * looked up only once the store refuses them: then, or behind a writer that was faster, again.
   * @throws SimpulError `STORE.FAILED`, `STORE.BUSY`, `AUDIT.HALTED`
   */
  async append(calls: readonly (readonly CheckedLeaf[])[]): Promise<Appended> {
    const { earlier = NO_EARLIER_LOGS } = this.#options;
    const records: IndexRecord[] = [];
    const ids = calls.flatMap((leaves) => leaves.map(({ id }) => id));
    const stored = new Map(await earlier.find(ids));
    for (;;) {
      const { fresh, outcomes } = planBatch(calls, stored);
      const added = fresh.length === 0 ? [] : await this.#store(fresh);
      if (added !== undefined) return { outcomes, records: [...records, ...added] };
      const wanted = new Set(ids);
      const followed = await this.follow((id, leaf) => wanted.has(id) && stored.set(id, withoutAt(leaf)));
      records.push(...followed);
      // Nobody was faster: so it holds one of them, or takes no more.
      if (followed.length > 0) continue;
      for (const [id, leaf] of await this.#storedLeaves(ids)) stored.set(id, leaf);
      const isHeld = ids.every((id) => stored.has(id));
      if (this.#edge.tail.successor !== undefined && !isHeld) return { outcomes: 'sealed', records };
    }
  }

  /**
   * Goes on behind what other writers appended.
   * @param onLeaf told of each leaf as it is stored
   * @returns what the search index knows of these leaves
   * @throws SimpulError `STORE.FAILED`, `AUDIT.HALTED`
   */
  async follow(onLeaf?: (id: string, leaf: Uint8Array) => void): Promise<IndexRecord[]> {
    const records: IndexRecord[] = [];
    this.#edge = await followEdge(this.#options.store, this.#edge, {
      onBatch(batch) {
        records.push(...recordsOf(batch));
        const leaves = onLeaf === undefined ? [] : splitFrames(batch.bundle, LEAF_PREFIX);
        for (const [at, leaf] of leaves.entries()) onLeaf?.(batch.ids[at] ?? '', leaf);
      },
    });
    return records;
  }

  /** @returns undefined if the log holds one of them, or another writer came first */
  async #store(fresh: readonly CheckedLeaf[]): Promise<IndexRecord[] | undefined> {
    const { store, writer, now } = this.#options;
    const { range: before, tail } = this.#edge;
    const at = Math.max(now(), tail.at);
    const leaves = fresh.map(({ leaf }) => insertAt(leaf, at));
    const range = before.clone();
    for (const leaf of leaves) range.append(hashLeaf(sha256, leaf));
    const root = range.root();
    const sideCars = fresh.map(({ sideCar }) => sideCar);
    const outcome = await store.append({
      first: tail.size,
      at,
      ids: fresh.map(({ id }) => id),
      bundle: joinFrames(leaves, LEAF_PREFIX),
      sideCars: joinFrames(sideCars, SIDE_CAR_PREFIX),
      prevRoot: tail.root,
      root,
      writer,
    });
    if (outcome === 'conflict') return undefined;
    this.#edge = { range, tail: { size: range.size, root, at } };
    return fresh.map(({ parsed, parsedSideCar }, position) =>
      toIndexRecord(tail.size + position, at, parsed, parsedSideCar),
    );
  }

  /** What the log holds under these ids, as it was sent. */
  async #storedLeaves(ids: readonly string[]): Promise<Map<string, Uint8Array>> {
    const { store } = this.#options;
    const stored = new Map<string, Uint8Array>();
    for (const [id, index] of await store.locate(ids)) {
      const entry = await store.entry(index);
      if (entry === undefined) throw new SimpulError(STORE.FAILED, { params: { reason: `leaf ${index} is missing` } });
      stored.set(id, withoutAt(entry.leaf));
    }
    return stored;
  }
}
