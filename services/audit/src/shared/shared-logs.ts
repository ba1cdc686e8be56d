import { setTimeout as delay } from 'node:timers/promises';
import type { AppendOutcome, Finding } from '@simpul/contracts';
import { AUDIT, isSimpulError, SimpulError } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import {
  type AuditConfig,
  BUSY_RETRY_AFTER_S,
  OUTAGE_NOT_READY_MS,
  SEAL_MAX_MS,
  SIGNER_POLL_MS,
  TURN_LOOK_MS,
} from '../config.ts';
import { Intake } from '../domain/intake.ts';
import type { SentLeaf } from '../domain/leaf-check.ts';
import { nameLog } from '../domain/log-identity.ts';
import type { AuditLogs, Shard } from '../log.ts';
import type { SharedPlace } from '../places/log-place.ts';
import { reindexClosed } from '../shards/reindex.ts';
import { ShardReader } from '../shards/shard-reader.ts';
import type { OnHalt } from '../workers/log-thread.ts';
import { packLeaves } from '../workers/sent-leaves.ts';
import { openShared, type OpenShared, type SharedOpening } from './open-shared.ts';
import { outlastOutage } from './outlast.ts';
import { readSealed } from './sealed-log.ts';
import { listShared, placeOfSuccessor } from './shared-places.ts';

export interface SharedLogsOptions {
  readonly config: AuditConfig;
  /** Of the first log. */
  readonly place: SharedPlace;
  readonly logger: Logger;
  readonly onHalt: OnHalt;
}

/**
 * All logs of a bus of several processes, each of which may append. They meet in the store alone: the unique key of a batch's
 * place makes one chain of what they append; the signer, a process of its own, seals the open log when the half-year turns; and
 * the log that the seal names is begun by whoever comes first.
 */
export class SharedLogs implements AuditLogs {
  readonly #options: SharedLogsOptions;
  readonly #intake = new Intake();
  readonly #reader: ShardReader;
  readonly #end = new AbortController();
  /** Newest first. */
  #closed: readonly Shard[] = [];
  #open: OpenShared | undefined;
  /** There while this process goes from a sealed log to the next one: appends wait for it. */
  #moving: Promise<void> | undefined;
  #reindexing: Promise<void> | undefined;
  /** The last time that the store answered, by the clock that only goes forward. */
  #heardAt = -Infinity;
  #looks: Promise<void> | undefined;

  constructor(options: SharedLogsOptions) {
    this.#options = options;
    this.#reader = new ShardReader(options);
  }

  async open(): Promise<void> {
    const { config, place: first, logger } = this.#options;
    const now = Date.now();
    const [place, ...earlier] = await listShared(first, (each) => this.#reader.of(each).tail());
    const identity = { ...nameLog({ ...config, now }), created: now };
    this.#open = await openShared(this.#opening({ place, earlier, identity }));
    this.#closed = await Promise.all(earlier.map((each) => this.#reader.closedShard(each)));
    const closed = earlier.map((each) => ({ place: each, read: this.#reader.of(each) }));
    this.#reindexing = reindexClosed(closed, logger).catch((err: unknown) => {
      logger.error({ err }, 'the search index of a closed log is not whole');
    });
    this.#heardAt = performance.now();
    this.#looks = this.#lookForever();
  }

  get shards(): readonly Shard[] {
    return [this.#current().shard, ...this.#closed];
  }

  append(leaves: readonly SentLeaf[]): Promise<AppendOutcome[]> {
    return this.#intake.admit(leaves, async () => {
      for (;;) {
        if (this.#moving !== undefined) await this.#moved(this.#moving);
        const { thread } = this.#current();
        const packed = packLeaves(leaves);
        const outcomes = await thread.call('append', packed, [packed.bytes.buffer, packed.ends.buffer]);
        if (outcomes !== 'sealed') return outcomes;
        // Unless this process has moved on meanwhile.
        if (thread === this.#current().thread) this.#move();
      }
    });
  }

  indexed(size: number): Promise<void> {
    return this.#current().thread.call('indexed', size);
  }

  addFinding(finding: Finding): Promise<void> {
    return this.#current().thread.call('addFinding', finding);
  }

  notReady(): string | undefined {
    if (performance.now() - this.#heardAt > OUTAGE_NOT_READY_MS) return 'the store of the audit log does not answer';
    return this.#moving === undefined ? undefined : 'the audit log is sealed, and waits for its signer';
  }

  async close(sound: boolean): Promise<void> {
    this.#end.abort();
    const ends = await Promise.allSettled([this.#looks, this.#moving, this.#reindexing]);
    ends.push(...(await Promise.allSettled([this.#open?.thread.close(), this.#reader.close()])));
    const failure = ends.find((end) => end.status === 'rejected');
    if (sound && failure !== undefined) throw failure.reason;
  }

  #current(): OpenShared {
    if (this.#open === undefined) throw new TypeError('the log is not open');
    return this.#open;
  }

  #opening(which: Pick<SharedOpening, 'place' | 'earlier' | 'identity' | 'predecessor'>): SharedOpening {
    const { config, onHalt } = this.#options;
    return { ...which, writer: config.nodeId, reader: this.#reader, onHalt, signal: this.#end.signal };
  }

  /** Waits for the next log, but not longer than a caller does. @throws SimpulError `AUDIT.BUSY` */
  async #moved(moving: Promise<void>): Promise<void> {
    const end = new AbortController();
    const late = delay(SEAL_MAX_MS, true, { signal: end.signal, ref: false }).catch(() => false);
    const isLate = await Promise.race([moving.then(() => false), late]);
    end.abort();
    if (isLate) throw new SimpulError(AUDIT.BUSY, { retryAfter: BUSY_RETRY_AFTER_S });
  }

  /** What others did: sealed the log, told its keys; and whether the store is there. */
  async #lookForever(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      try {
        await this.#look();
        this.#heardAt = performance.now();
      } catch (err) {
        if (!signal.aborted) this.#options.logger.warn({ err }, 'the store of the audit log does not answer');
      }
      // Rejects only when it is aborted.
      await delay(TURN_LOOK_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const open = this.#current();
    const { read, verifierKeys } = open.shard;
    if ((await read.tail())?.successor !== undefined && open === this.#open) this.#move();
    if (verifierKeys.length > 0) return;
    const keys = await read.verifierKeys();
    if (open === this.#open) this.#open = { ...open, shard: { ...open.shard, verifierKeys: keys } };
  }

  /** Begins to go on to the log behind the open one, which is sealed. */
  #move(): void {
    this.#moving ??= this.#moveOnce();
    // Told by `onHalt`; whoever waits for it hears it as well.
    this.#moving.catch(() => undefined);
  }

  async #moveOnce(): Promise<void> {
    const { logger, onHalt } = this.#options;
    const { signal } = this.#end;
    const before = this.#current();
    const log = before.shard.identity.name;
    logger.info({ log }, 'the log is sealed; the next one begins once its end is signed');
    try {
      const { read } = before.shard;
      let sealed = await outlastOutage(() => readSealed(read), signal);
      while (sealed === undefined) {
        await delay(SIGNER_POLL_MS, undefined, { signal, ref: false });
        sealed = await outlastOutage(() => readSealed(read), signal);
      }
      const { successor, predecessor } = sealed;
      const place = placeOfSuccessor(before.place, successor);
      const earlier = [before.place, ...before.earlier];
      const { identity } = successor;
      this.#open = await openShared(this.#opening({ place, earlier, identity, predecessor }));
      this.#closed = [{ ...before.shard, state: 'closed' }, ...this.#closed];
      logger.info({ log, next: this.#open.shard.identity.name }, 'the half-year has turned: the next log is open');
    } catch (error) {
      if (signal.aborted) throw new SimpulError(AUDIT.BUSY, { retryAfter: BUSY_RETRY_AFTER_S, cause: error });
      onHalt(error, { part: 'turn', isFatal: true });
      const reason = isSimpulError(error) ? error.message : 'the half-year could not turn';
      throw new SimpulError(AUDIT.HALTED, { params: { reason }, cause: error });
    }
    this.#moving = undefined;
    await before.thread.close().catch((err: unknown) => logger.error({ err }, 'the closed log was not closed cleanly'));
  }
}
