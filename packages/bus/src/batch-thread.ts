import { HTTP, SimpulError } from '@simpul/errors';
import { Worker } from 'node:worker_threads';

/** Short-lived objects of the thread: a batch needs little. */
const YOUNG_GENERATION_MB = 4;
/** Jobs that wait at once: about a second's work. */
const MAX_WAITING = 10_000;

export interface BatchThreadOptions {
  /** What the thread runs: it gets lists of jobs, and posts a list of results for each. */
  readonly program: URL;
  /** For whoever looks at the process. */
  readonly name: string;
}

interface Waiting<Job, Result> {
  readonly job: Job;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A thread that does small jobs in batches. A signature costs as much as a third of an exchange; Node's own thread pool takes each one
 * singly, which costs the main thread ten times what a batch does. All jobs that came meanwhile are the next batch.
 */
export class BatchThread<Job, Result> {
  readonly #options: BatchThreadOptions;
  #worker: Worker | undefined;
  #waiting: Waiting<Job, Result>[] = [];
  #batch: readonly Waiting<Job, Result>[] = [];
  #scheduled = false;

  constructor(options: BatchThreadOptions) {
    this.#options = options;
  }

  /**
   * Has a job done. The thread starts with the first.
   * @throws SimpulError `SIMPUL_HTTP_OVERLOADED`
   */
  ask(job: Job): Promise<Result> {
    if (this.#waiting.length >= MAX_WAITING) return Promise.reject(new SimpulError(HTTP.OVERLOADED, { retryAfter: 1 }));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#schedule();
    });
  }

  /** Ends the thread; nothing must be asked any more. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  /** Whatever else arrives in this turn of the event loop comes along. */
  #schedule(): void {
    if (this.#scheduled || this.#batch.length > 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#send();
    });
  }

  #send(): void {
    this.#batch = this.#waiting;
    this.#waiting = [];
    this.#worker ??= this.#start();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is not a window
    this.#worker.postMessage(this.#batch.map(({ job }) => job));
  }

  #start(): Worker {
    const { program, name } = this.#options;
    const worker = new Worker(program, { name, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } });
    // It is the requests that keep the process, and they wait for their answers.
    worker.unref();
    worker.on('message', (results: readonly Result[]) => {
      const answered = this.#batch;
      this.#batch = [];
      answered.forEach(({ resolve }, index) => resolve(results[index] as Result));
      if (this.#waiting.length > 0) this.#send();
    });
    worker.on('error', (cause) => this.#lose(worker, cause));
    worker.once('exit', () => this.#lose(worker));
    return worker;
  }

  /** Those that wait are refused; the next job starts the thread anew. */
  #lose(worker: Worker, cause?: unknown): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    const lost = [...this.#batch, ...this.#waiting];
    this.#batch = [];
    this.#waiting = [];
    for (const { reject } of lost) reject(new SimpulError(HTTP.INTERNAL, { cause }));
  }
}
