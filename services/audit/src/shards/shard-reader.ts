import type { Finding } from '@simpul/contracts';
import { AUDIT, SimpulError } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import { deliverReports } from '../completeness/deliver-reports.ts';
import type { Shard } from '../log.ts';
import type { LogPlace } from '../places/log-place.ts';
import { type OnHalt, startThread } from '../workers/log-thread.ts';
import type { CheckedPlace, ReaderMethods } from '../workers/reader-thread.ts';
import type { LogReader } from '../workers/store-reader.ts';
import { createThreadReader } from '../workers/thread-reader.ts';
import type { WorkerClient } from '../workers/worker-client.ts';

export interface CheckOptions {
  /** Where the checks keep how far they got. */
  readonly folder: string;
  /** Keeps what they find. */
  readonly keep: (finding: Finding) => Promise<void>;
}

/** The one thread that reads all logs and, in the background, checks them. */
export class ShardReader {
  readonly #logger: Logger;
  readonly #thread: WorkerClient<ReaderMethods>;
  #delivery: Promise<void> | undefined;

  constructor({ logger, onHalt }: { readonly logger: Logger; readonly onHalt: OnHalt }) {
    this.#logger = logger;
    this.#thread = startThread('reader', onHalt);
  }

  /** Reads a log, which is opened when it is first read. */
  of(place: LogPlace): LogReader {
    return createThreadReader(this.#thread, place);
  }

  /** A log that takes no more appends. @throws SimpulError `AUDIT.HALTED` if it has no identity, `STORE.*` */
  async closedShard(place: LogPlace): Promise<Shard> {
    const read = this.of(place);
    const identity = await read.identity();
    if (identity === undefined) throw new SimpulError(AUDIT.HALTED, { params: { reason: 'a closed log has no name' } });
    return { identity, verifierKeys: await read.verifierKeys(), state: 'closed', read };
  }

  /** Starts the checks. @param places from the oldest log to the open one */
  async startChecks(places: readonly LogPlace[], { folder, keep }: CheckOptions): Promise<void> {
    const logs = await Promise.all(places.map((place) => this.#checked(place)));
    await this.#thread.call('startChecks', { logs, folder });
    const next = () => this.#thread.call('reports', undefined);
    this.#delivery = deliverReports({ next, add: keep, logger: this.#logger }).catch((err: unknown) => {
      this.#logger.error({ err }, 'what the checks of the log find is not kept any more');
    });
  }

  /** Checks a new log, too. */
  async addChecked(place: LogPlace): Promise<void> {
    await this.#thread.call('addChecked', await this.#checked(place));
  }

  /** Lets go of a log until it is read again. */
  release(place: LogPlace): Promise<void> {
    return this.#thread.call('release', place);
  }

  /** Ends the checks, then the thread. */
  async close(): Promise<void> {
    const ends = await Promise.allSettled([this.#thread.call('stopChecks', undefined)]);
    ends.push(...(await Promise.allSettled([this.#delivery])));
    ends.push(...(await Promise.allSettled([this.#thread.close()])));
    const failure = ends.find((end) => end.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }

  async #checked(place: LogPlace): Promise<CheckedPlace> {
    return { name: (await this.of(place).identity())?.name ?? '', place };
  }
}
