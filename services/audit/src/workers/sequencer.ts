import { setTimeout as delay } from 'node:timers/promises';
import type { AppendOutcome } from '@simpul/contracts';
import { AUDIT, isSimpulError, SimpulError, STORE } from '@simpul/errors';
import type { LogCheckpoint, LogFinding, LogTile } from '@simpul/store';
import {
  BATCH_MAX_BYTES,
  BATCH_MAX_LEAVES,
  BUSY_RETRY_AFTER_S,
  INDEX_CHUNK,
  INDEX_DELAY_MS,
  INDEX_MAX_BACKLOG,
  OUTAGE_RETRY_MS,
} from '../config.ts';
import { checkLeaf, type CheckedLeaf, type SentLeaf } from '../domain/leaf-check.ts';
import { IndexFiller } from './index-filler.ts';
import { LogAppender, type LogAppenderOptions } from './log-appender.ts';
import { refuseGaps } from './right-edge.ts';

/** A checkpoint and the tiles that it needs. */
export type Publication = LogCheckpoint & { readonly tiles: readonly LogTile[] };

/** What became of each leaf of a call; `sealed`: nothing was stored, since the log takes no more. */
export type Appending = AppendOutcome[] | 'sealed';

export interface SequencerOptions extends LogAppenderOptions {
  /**
   * Other processes append to the log as well, in a store that may be out of reach for a while: that fails what is asked for
   * meanwhile. The search index is filled beside the appends, which this store takes at once.
   */
  readonly isShared?: boolean;
  /** Told once when the store has failed: nothing can be appended any more. */
  readonly onFailure: (error: unknown) => void;
}

interface AppendCall {
  readonly leaves: readonly CheckedLeaf[];
  readonly bytes: number;
  readonly resolve: (outcomes: Appending) => void;
  readonly reject: (error: unknown) => void;
}

interface Task {
  readonly work: () => Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Orders everything that writes to the log: one batch after the other, each as large as what waited while the one before
 * was committed. Checkpoints go between two batches, the search index is filled when nothing else is to do.
 */
export class Sequencer {
  readonly #options: SequencerOptions;
  readonly #appender: LogAppender;
  readonly #index: IndexFiller;
  readonly #calls: AppendCall[] = [];
  readonly #tasks: Task[] = [];
  #isScheduled = false;
  #running: Promise<void> = Promise.resolve();
  /** Runs while a few leaves wait for more before they are indexed. */
  #indexDelay: NodeJS.Timeout | undefined;
  #isIndexDue = false;
  /** A step of the search index that goes on beside the appends. */
  #indexing: Promise<void> | undefined;
  #failure: SimpulError | undefined;
  /** Why the store cannot be used for now. */
  #outage: unknown;
  #isEnding = false;

  private constructor(options: SequencerOptions, appender: LogAppender, index: IndexFiller) {
    this.#options = options;
    this.#appender = appender;
    this.#index = index;
  }

  /** @throws SimpulError `AUDIT.HALTED` if the stored log has gaps or is not sound at its end, `STORE.FAILED` */
  static async open(options: SequencerOptions): Promise<Sequencer> {
    await refuseGaps(options.store);
    const appender = await LogAppender.open(options);
    return new Sequencer(options, appender, await IndexFiller.open(options.store));
  }

  /**
   * Appends leaves in order; resolves when they are durable.
   * @throws SimpulError `AUDIT.LEAF_INVALID` (nothing of the call is stored), `AUDIT.HALTED`, `AUDIT.BUSY`
   */
  append(leaves: readonly SentLeaf[]): Promise<Appending> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#outage !== undefined) throw busy(this.#outage);
      const checked = leaves.map((leaf) => checkLeaf(leaf));
      const bytes = leaves.reduce((size, { leaf, sideCar }) => size + leaf.length + sideCar.length, 0);
      this.#calls.push({ leaves: checked, bytes, resolve, reject });
      this.#schedule();
    });
  }

  /** Stores what the signer made. @throws SimpulError `AUDIT.HALTED` */
  publish(publication: Publication): Promise<void> {
    return this.#enqueue(() => this.#options.store.putCheckpoint(publication));
  }

  /** Stores tiles that a signed checkpoint needs, before it is published. @throws SimpulError `AUDIT.HALTED` */
  putTiles(tiles: readonly LogTile[]): Promise<void> {
    return this.#enqueue(() => this.#options.store.putTiles(tiles));
  }

  /** Keeps what was found amiss. @throws SimpulError `AUDIT.HALTED` */
  addFinding(finding: LogFinding): Promise<void> {
    return this.#enqueue(async () => void (await this.#options.store.addFinding(finding)));
  }

  /**
   * Resolves when the search index holds every leaf below a size of the log, at once while it is made again.
   * @throws SimpulError `AUDIT.HALTED`
   */
  indexed(size: number): Promise<void> {
    return this.#enqueue(async () => {
      // Others may have appended what this process has not heard of.
      if (this.#options.isShared === true && size > this.#appender.size) this.#index.add(await this.#appender.follow());
      await this.#index.reach(size);
    });
  }

  /** Finishes what waits, the search index included. @throws SimpulError `AUDIT.HALTED` */
  async finish(): Promise<void> {
    this.#isEnding = true;
    clearTimeout(this.#indexDelay);
    // What the index lacks then, another process or the next start fills in.
    if (this.#outage !== undefined) return;
    while (this.#calls.length > 0) await this.#enqueue(async () => undefined);
    await this.#enqueue(() => this.#index.reach(Infinity));
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#outage !== undefined) throw busy(this.#outage);
      this.#tasks.push({ work, resolve, reject });
      this.#schedule();
    });
  }

  // Not at once: every message that has arrived by now joins the batch.
  #schedule(): void {
    if (this.#isScheduled || this.#failure !== undefined) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#running = this.#run();
    });
  }

  async #run(): Promise<void> {
    try {
      await this.#turn();
    } catch (error) {
      // A lock that another connection keeps will be gone; what waits is tried again.
      if (!isSimpulError(error, STORE.BUSY)) this.#settle(error);
    }
    this.#isScheduled = false;
    if (this.#outage !== undefined) return;
    const isIndexDue = this.#index.backlog >= INDEX_CHUNK && this.#indexing === undefined;
    if (this.#calls.length > 0 || this.#tasks.length > 0 || isIndexDue) this.#schedule();
    else if (this.#index.backlog > 0) this.#scheduleIndexing();
  }

  async #turn(): Promise<void> {
    for (let task = this.#tasks[0]; task !== undefined; task = this.#tasks[0]) {
      await task.work();
      task.resolve();
      this.#tasks.shift();
    }
    const isIdle = this.#calls.length === 0;
    if (this.#options.isShared === true) this.#indexBeside();
    if (!isIdle) await this.#commit(this.#takeCalls());
    if (this.#options.isShared === true) return;
    // An index that is made again may not wait for a quiet hour: it gets every other turn.
    if (this.#index.isRebuilding || (isIdle && (this.#index.backlog >= INDEX_CHUNK || this.#isIndexDue))) {
      this.#isIndexDue = false;
      await this.#index.step();
    }
  }

  #indexBeside(): void {
    const isDue = this.#index.isRebuilding || this.#index.backlog >= INDEX_CHUNK || this.#isIndexDue;
    if (!isDue || this.#indexing !== undefined) return;
    this.#isIndexDue = false;
    this.#indexing = this.#index
      .step()
      .catch((error: unknown) => this.#settle(error))
      .finally(() => {
        this.#indexing = undefined;
        if (this.#outage === undefined && this.#index.backlog > 0) this.#schedule();
      });
  }

  #scheduleIndexing(): void {
    this.#indexDelay ??= setTimeout(() => {
      this.#indexDelay = undefined;
      this.#isIndexDue = true;
      this.#schedule();
    }, INDEX_DELAY_MS).unref();
  }

  /** Calls that fit one batch, at least one. */
  #takeCalls(): AppendCall[] {
    let leaves = 0;
    let bytes = 0;
    const end = this.#calls.findIndex((call, at) => {
      leaves += call.leaves.length;
      bytes += call.bytes;
      return at > 0 && (leaves > BATCH_MAX_LEAVES || bytes > BATCH_MAX_BYTES);
    });
    return this.#calls.splice(0, end === -1 ? this.#calls.length : end);
  }

  async #commit(calls: readonly AppendCall[]): Promise<void> {
    try {
      const { outcomes, records } = await this.#appender.append(calls.map(({ leaves }) => leaves));
      this.#index.add(records);
      await this.#index.reach(this.#appender.size - INDEX_MAX_BACKLOG);
      for (const [at, { resolve }] of calls.entries()) resolve(outcomes === 'sealed' ? outcomes : (outcomes[at] ?? []));
    } catch (error) {
      const isBusy = isSimpulError(error, STORE.BUSY);
      const answer = isBusy || this.#isOutage(error) ? busy(error) : halted(error);
      for (const { reject } of calls) reject(answer);
      if (!isBusy) throw error;
    }
  }

  /** Whether it will pass: a store that others share went away. That what it holds is not sound is another error. */
  #isOutage(error: unknown): boolean {
    return this.#options.isShared === true && isSimpulError(error, STORE.FAILED);
  }

  #settle(error: unknown): void {
    if (!this.#isOutage(error)) this.#fail(error);
    else if (this.#outage === undefined && this.#failure === undefined) void this.#outlast(error);
  }

  /** Refuses what is asked for until the store is back; then what became of the last batch is read from the log. */
  async #outlast(error: unknown): Promise<void> {
    this.#outage = error;
    for (const { reject } of [...this.#calls.splice(0), ...this.#tasks.splice(0)]) reject(busy(error));
    // What is under way uses the appender as well.
    await this.#running;
    while (this.#outage !== undefined && !this.#isEnding) {
      await delay(OUTAGE_RETRY_MS, undefined, { ref: false });
      try {
        this.#index.add(await this.#appender.follow());
        this.#outage = undefined;
        this.#schedule();
      } catch (again) {
        if (this.#isOutage(again)) continue;
        this.#outage = undefined;
        this.#fail(again);
      }
    }
  }

  #fail(error: unknown): void {
    const failure = halted(error);
    this.#failure = failure;
    for (const { reject } of [...this.#calls.splice(0), ...this.#tasks.splice(0)]) reject(failure);
    this.#options.onFailure(error);
  }
}

function busy(cause: unknown): SimpulError {
  return new SimpulError(AUDIT.BUSY, { retryAfter: BUSY_RETRY_AFTER_S, cause });
}

function halted(error: unknown): SimpulError {
  if (isSimpulError(error, AUDIT.HALTED)) return error;
  const reason = isSimpulError(error) ? error.message : 'an internal error';
  return new SimpulError(AUDIT.HALTED, { params: { reason }, cause: error });
}
