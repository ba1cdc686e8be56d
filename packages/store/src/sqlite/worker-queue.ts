import { setImmediate } from 'node:timers';
import { Worker } from 'node:worker_threads';
import { SimpulError, STORE } from '@simpul/errors';
import { BatchEncoder, type Operation } from './batch-encoder.ts';
import type {
  StatementRefusal,
  StatementResult,
  WorkerAnswer,
  WorkerOptions,
  WorkerRequest,
} from './batch-protocol.ts';
import { storeFailed } from './sqlite-error.ts';

/** Most operations in one transaction, so that none waits for a very long one. */
const MAX_BATCH = 2000;

export interface WorkerQueueOptions extends WorkerOptions {
  /** Operations that may wait or run at once; beyond it `STORE.BUSY`. */
  readonly maxWaiting: number;
  readonly onFailure?: ((error: SimpulError) => void) | undefined;
}

interface Waiting extends Operation {
  readonly resolve: (result: StatementResult) => void;
  readonly reject: (error: SimpulError) => void;
}

/** Short-lived objects of the thread: a batch of rows needs little. */
const YOUNG_GENERATION_MB = 8;

/**
 * Natural batching: what is asked for while one batch is in the worker is the next batch. Operations happen in the order
 * in which they were asked for. After a failure of the storage all that runs or waits is rejected, and all that follows.
 */
export class WorkerQueue {
  readonly #options: WorkerQueueOptions;
  readonly #worker: Worker;
  readonly #encoder = new BatchEncoder();
  readonly #exited: Promise<void>;
  #waiting: Waiting[] = [];
  #running: Waiting[] = [];
  #scheduled = false;
  #closing = false;
  #failed = false;
  /** Why no operation is taken any more. */
  #ended: SimpulError | undefined;

  private constructor(options: WorkerQueueOptions, worker: Worker) {
    this.#options = options;
    this.#worker = worker;
    worker.on('message', (message: WorkerAnswer) => this.#answered(message));
    worker.on('error', (error) => this.#fail(storeFailed('its thread ended by an error', error)));
    this.#exited = new Promise((resolve) => {
      worker.once('exit', () => {
        if (!this.#closing || this.#running.length > 0) this.#fail(storeFailed('its thread ended'));
        resolve();
      });
    });
  }

  /** @throws SimpulError `STORE.NEWER`, `STORE.FAILED` */
  static async open(options: WorkerQueueOptions): Promise<WorkerQueue> {
    const { file, format, collections } = options;
    const workerData: WorkerOptions = { file, format, collections };
    const worker = new Worker(new URL('document-worker.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    const first = await new Promise<WorkerAnswer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error) => reject(storeFailed('its thread did not start', error)));
    });
    if (first.type === 'not-opened') throw new SimpulError(STORE[first.error], { params: first.params });
    worker.removeAllListeners('error');
    return new WorkerQueue(options, worker);
  }

  run(operation: Operation): Promise<StatementResult> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    if (this.#waiting.length + this.#running.length >= this.#options.maxWaiting) {
      return Promise.reject(new SimpulError(STORE.BUSY, { retryAfter: 1 }));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ statement: operation.statement, params: operation.params, resolve, reject });
      this.#schedule();
    });
  }

  async close(): Promise<void> {
    this.#ended ??= storeFailed('it is closed');
    if (!this.#closing) {
      this.#closing = true;
      this.#schedule();
    }
    await this.#exited;
  }

  // Not at once: what the other events of this turn of the loop ask for belongs to the same batch.
  #schedule(): void {
    if (this.#scheduled || this.#running.length > 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#send();
    });
  }

  #send(): void {
    if (this.#waiting.length === 0) {
      if (this.#closing) this.#post('close');
      return;
    }
    this.#running = this.#waiting.splice(0, MAX_BATCH);
    this.#post(this.#encoder.encode(this.#running));
  }

  #post(request: WorkerRequest): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is not a window
    this.#worker.postMessage(request);
  }

  #answered(message: WorkerAnswer): void {
    if (message.type === 'failed') this.#fail(storeFailed(message.reason));
    if (message.type !== 'done') return;
    const answered = this.#running;
    this.#running = [];
    for (const [at, { resolve, reject }] of answered.entries()) {
      const result = message.results[at] ?? null;
      if (isRefusal(result)) reject(refusalError(result));
      else resolve(result);
    }
    if (this.#waiting.length > 0 || this.#closing) this.#schedule();
  }

  #fail(error: SimpulError): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#ended = error;
    const lost = [...this.#running, ...this.#waiting];
    this.#running = [];
    this.#waiting = [];
    for (const { reject } of lost) reject(error);
    this.#options.onFailure?.(error);
  }
}

function isRefusal(result: StatementResult | StatementRefusal): result is StatementRefusal {
  return typeof result === 'object' && result !== null && 'reason' in result;
}

function refusalError({ duplicate, reason }: StatementRefusal): SimpulError {
  if (duplicate === undefined) return storeFailed(reason);
  return new SimpulError(STORE.DUPLICATE, { params: { key: duplicate } });
}
