import { setImmediate } from 'node:timers';
import { SimpulError, STORE } from '@simpul/errors';
import { BatchEncoder, type Operation } from './batch-encoder.ts';
import type { FileToOpen, StatementRefusal, StatementResult, ThreadAnswer } from './batch-protocol.ts';
import type { DocumentThread, ThreadFile } from './document-thread.ts';
import { storeFailed } from './sqlite-error.ts';

/** Most operations in one transaction, so that none waits for a very long one. */
const MAX_BATCH = 2000;

export interface WorkerQueueOptions extends FileToOpen {
  readonly thread: DocumentThread;
  /** Operations that may wait or run at once; beyond it `STORE.BUSY`. */
  readonly maxWaiting: number;
  readonly onFailure?: ((error: SimpulError) => void) | undefined;
}

interface Waiting extends Operation {
  readonly resolve: (result: StatementResult) => void;
  readonly reject: (error: SimpulError) => void;
}

/**
 * Natural batching: what is asked for while one batch is in the worker is the next batch. Operations happen in the order
 * in which they were asked for. After a failure of the storage all that runs or waits is rejected, and all that follows.
 */
export class WorkerQueue {
  readonly #options: WorkerQueueOptions;
  readonly #file: ThreadFile;
  readonly #encoder = new BatchEncoder();
  readonly #closed = Promise.withResolvers<void>();
  #waiting: Waiting[] = [];
  #running: Waiting[] = [];
  #scheduled = false;
  #closing = false;
  #failed = false;
  /** Why no operation is taken any more. */
  #ended: SimpulError | undefined;

  private constructor(options: WorkerQueueOptions, file: ThreadFile) {
    this.#options = options;
    this.#file = file;
    file.use({
      answered: (answer) => this.#answered(answer),
      lost: (error) => this.#fail(error),
    });
  }

  /** @throws SimpulError `STORE.NEWER`, `STORE.FAILED` */
  static async open(options: WorkerQueueOptions): Promise<WorkerQueue> {
    const { thread, file, format, oldest, collections } = options;
    return new WorkerQueue(options, await thread.open({ file, format, oldest, collections }));
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
    if (!this.#closing && !this.#failed) {
      this.#closing = true;
      this.#schedule();
    }
    await this.#closed.promise;
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
      if (this.#closing) this.#file.post({ close: true });
      return;
    }
    this.#running = this.#waiting.splice(0, MAX_BATCH);
    this.#file.post({ batch: this.#encoder.encode(this.#running) });
  }

  #answered(message: ThreadAnswer): void {
    if (message.type === 'failed') this.#fail(storeFailed(message.reason));
    if (message.type === 'closed') this.#closed.resolve();
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
    this.#closed.resolve();
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
