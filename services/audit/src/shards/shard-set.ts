import { dirname } from 'node:path';
import type { AppendOutcome, Finding } from '@simpul/contracts';
import { AUDIT, isSimpulError, SimpulError } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import { type AuditConfig, SEAL_MAX_MS, TURN_LOOK_MS, TURN_RETRY_MS } from '../config.ts';
import { halfYearOf, isTurnDue } from '../domain/half-year.ts';
import { Intake } from '../domain/intake.ts';
import type { SentLeaf } from '../domain/leaf-check.ts';
import type { AuditLogs, Shard } from '../log.ts';
import type { FilePlace } from '../places/log-place.ts';
import type { Cosigner } from '../witness/cosigner.ts';
import type { OnHalt } from '../workers/log-thread.ts';
import type { LogWorkers } from '../workers/log-workers.ts';
import { reindexClosed } from './reindex.ts';
import { type OpenShard, ShardOpener } from './shard-opener.ts';
import { firstPlace, listPlaces, placeOf, type ShardPlace } from './shard-files.ts';
import { ShardReader } from './shard-reader.ts';

export interface ShardSetOptions {
  readonly config: AuditConfig;
  /** Of the first log. */
  readonly place: FilePlace;
  readonly logger: Logger;
  readonly onHalt: OnHalt;
  /** Without one what is signed is published at once. */
  readonly cosigner: Cosigner | undefined;
}

/**
 * All logs of this bus, one for each half-year: one is open, those before it are closed and only read. When the half-year
 * turns, the open one is sealed with a checkpoint that covers all of it, and the next one begins with a leaf that holds that
 * checkpoint. Each step can be done again after a crash: until the next log has its name, the one before is the open one.
 */
export class ShardSet implements AuditLogs {
  readonly #options: ShardSetOptions;
  readonly #first: ShardPlace;
  readonly #intake = new Intake();
  readonly #reader: ShardReader;
  readonly #opener: ShardOpener;
  /** Newest first. */
  #closed: readonly Shard[] = [];
  #open: OpenShard | undefined;
  /** Appends that the open log has not answered. */
  readonly #appending = new Set<Promise<unknown>>();
  /** There while the half-year turns, and for good if that failed: appends wait for it. */
  #turning: Promise<void> | undefined;
  /** By the clock that only goes forward, milliseconds. */
  #notBefore = -Infinity;
  /** Ends the threads of the log that was open before. */
  #retiring: Promise<void> | undefined;
  #reindexing: Promise<void> | undefined;
  #calendar: NodeJS.Timeout | undefined;

  constructor(options: ShardSetOptions) {
    this.#options = options;
    this.#first = firstPlace(options.place, options.config.keysDir);
    this.#reader = new ShardReader(options);
    this.#opener = new ShardOpener({ ...options, reader: this.#reader });
  }

  /**
   * Opens the newest log, or makes the first one, and turns to the next if that is due.
   * @throws SimpulError `AUDIT.HALTED` if it is not sound, `STORE.*`
   */
  async open(): Promise<void> {
    const [newest = this.#first, ...earlier] = listPlaces(this.#first);
    const now = Date.now();
    this.#open = await this.#opener.open(this.#opener.start(), { at: newest, earlier, now });
    this.#closed = await Promise.all(earlier.map(({ place }) => this.#reader.closedShard(place)));
    this.#reindex(earlier);
    this.#look();
    await this.#turning;
    await this.#startChecks();
    this.#calendar = setInterval(() => this.#look(), TURN_LOOK_MS).unref();
  }

  get shards(): readonly Shard[] {
    return [this.#current().shard, ...this.#closed];
  }

  append(leaves: readonly SentLeaf[]): Promise<AppendOutcome[]> {
    return this.#intake.admit(leaves, async () => {
      this.#look();
      while (this.#turning !== undefined) await this.#turning;
      const appended = this.#current().workers.append(leaves);
      this.#appending.add(appended);
      try {
        return await appended;
      } finally {
        this.#appending.delete(appended);
      }
    });
  }

  indexed(size: number): Promise<void> {
    return this.#current().workers.indexed(size);
  }

  async addFinding(finding: Finding): Promise<void> {
    while (this.#turning !== undefined) await this.#turning;
    await this.#current().workers.addFinding(finding);
  }

  /** A log in a file is open or has halted. */
  notReady(): undefined {
    return undefined;
  }

  /** Finishes what was accepted, signs it if `sound`, and ends all threads. */
  async close(sound: boolean): Promise<void> {
    clearInterval(this.#calendar);
    const steps = [
      () => this.#turning,
      () => this.#retiring,
      () => this.#reindexing,
      () => this.#open?.workers.stopSigning(sound),
      () => this.#reader.close(),
      () => this.#open?.workers.close(),
    ];
    const ends: PromiseSettledResult<void>[] = [];
    for (const step of steps) ends.push(...(await Promise.allSettled([step()])));
    const failure = ends.find((end) => end.status === 'rejected');
    if (sound && failure !== undefined) throw failure.reason;
  }

  #current(): OpenShard {
    if (this.#open === undefined) throw new TypeError('the log is not open');
    return this.#open;
  }

  async #startChecks(): Promise<void> {
    const { at, earlier } = this.#current();
    const places = [at, ...earlier].map(({ place }) => place).toReversed();
    const folder = dirname(at.place.file);
    await this.#reader.startChecks(places, { folder, keep: (finding) => this.addFinding(finding) });
  }

  #reindex(places: readonly ShardPlace[]): void {
    const { logger } = this.#options;
    const logs = places.map(({ place }) => ({ place, read: this.#reader.of(place) }));
    this.#reindexing = reindexClosed(logs, logger).catch((err: unknown) => {
      logger.error({ err }, 'the search index of a closed log is not whole');
    });
  }

  /** Looks at the calendar, and begins the turn if it is due. While the quorum is missing no log can be sealed. */
  #look(): void {
    const now = Date.now();
    const { created } = this.#current().shard.identity;
    if (this.#turning !== undefined || !isTurnDue({ created, now }) || performance.now() < this.#notBefore) return;
    if (this.#options.cosigner?.unwitnessedSince() !== undefined) return;
    this.#turning = this.#turnOnce(now);
    // Told by `onHalt`; whoever waits for it hears it as well.
    this.#turning.catch(() => undefined);
  }

  async #turnOnce(now: number): Promise<void> {
    await this.#turn(now);
    this.#turning = undefined;
  }

  async #turn(now: number): Promise<void> {
    const { logger, onHalt } = this.#options;
    const before = this.#current();
    const log = before.shard.identity.name;
    // The threads of the next log start while this one is sealed.
    const workers = this.#opener.start();
    try {
      await Promise.allSettled(this.#appending);
      if (!(await before.workers.sealed(before.shard.read, SEAL_MAX_MS))) {
        this.#notBefore = performance.now() + TURN_RETRY_MS;
        logger.error({ log, alert: 'audit-turn' }, 'the log is not followed by the next one: it cannot be sealed');
        await workers.close();
        return;
      }
      const at = placeOf(halfYearOf(now), this.#first);
      const earlier = [before.at, ...before.earlier];
      this.#open = await this.#opener.open(workers, { at, earlier, now, predecessor: before.shard });
      this.#closed = [{ ...before.shard, state: 'closed' }, ...this.#closed];
      logger.info({ log, next: this.#open.shard.identity.name }, 'the half-year has turned: the next log is open');
      await this.#reader.addChecked(at.place);
    } catch (error) {
      onHalt(error, { part: 'turn', isFatal: true });
      const reason = isSimpulError(error) ? error.message : 'the half-year could not turn';
      throw new SimpulError(AUDIT.HALTED, { params: { reason }, cause: error });
    }
    this.#retiring = this.#retire(before.workers, before.at);
  }

  async #retire(workers: LogWorkers, { place }: ShardPlace): Promise<void> {
    try {
      await workers.stopSigning(true);
      await this.#reader.release(place);
      await workers.close();
    } catch (err) {
      this.#options.logger.error({ err }, 'the closed log was not closed cleanly');
    }
  }
}
