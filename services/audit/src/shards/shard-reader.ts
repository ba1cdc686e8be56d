import type { Finding } from '@simpul/contracts';
import { AUDIT, SimpulError } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import { deliverReports } from '../completeness/deliver-reports.ts';
import type { Shard } from '../log.ts';
import { type OnHalt, startThread } from '../workers/log-thread.ts';
import type { CheckedFile, ReaderMethods } from '../workers/reader-thread.ts';
import type { LogReader } from '../workers/store-reader.ts';
import { createThreadReader } from '../workers/thread-reader.ts';
import type { WorkerClient } from '../workers/worker-client.ts';

/** The one thread that reads all logs and, in the background, checks them. */
export class ShardReader {
  readonly #logger: Logger;
  readonly #thread: WorkerClient<ReaderMethods>;
  #delivery: Promise<void> | undefined;

  constructor({ logger, onHalt }: { readonly logger: Logger; readonly onHalt: OnHalt }) {
    this.#logger = logger;
    this.#thread = startThread('reader', onHalt);
  }

  /** Reads the log in a file, which is opened when it is first read. */
  of(file: string): LogReader {
    return createThreadReader(this.#thread, file);
  }

  /** A log that takes no more appends. @throws SimpulError `AUDIT.HALTED` if it has no identity, `STORE.*` */
  async closedShard(file: string): Promise<Shard> {
    const read = this.of(file);
    const identity = await read.identity();
    if (identity === undefined) throw new SimpulError(AUDIT.HALTED, { params: { reason: 'a closed log has no name' } });
    return { identity, verifierKeys: await read.verifierKeys(), state: 'closed', read };
  }

  /** Starts the checks. @param files from the oldest log to the open one @param keep keeps what they find */
  async startChecks(files: readonly string[], keep: (finding: Finding) => Promise<void>): Promise<void> {
    await this.#thread.call('startChecks', await Promise.all(files.map((file) => this.#checked(file))));
    const next = () => this.#thread.call('reports', undefined);
    this.#delivery = deliverReports({ next, add: keep, logger: this.#logger }).catch((err: unknown) => {
      this.#logger.error({ err }, 'what the checks of the log find is not kept any more');
    });
  }

  /** Checks a new log, too. */
  async addChecked(file: string): Promise<void> {
    await this.#thread.call('addChecked', await this.#checked(file));
  }

  /** Lets go of a file until it is read again. */
  release(file: string): Promise<void> {
    return this.#thread.call('release', file);
  }

  /** Ends the checks, then the thread. */
  async close(): Promise<void> {
    const ends = await Promise.allSettled([this.#thread.call('stopChecks', undefined)]);
    ends.push(...(await Promise.allSettled([this.#delivery])));
    ends.push(...(await Promise.allSettled([this.#thread.close()])));
    const failure = ends.find((end) => end.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }

  async #checked(file: string): Promise<CheckedFile> {
    return { name: (await this.of(file).identity())?.name ?? '', file };
  }
}
