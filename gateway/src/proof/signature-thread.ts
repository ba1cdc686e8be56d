import { HTTP, SimpulError } from '@simpul/errors';
import { Worker } from 'node:worker_threads';

/** Short-lived objects of the thread: a batch of proofs needs little. */
const YOUNG_GENERATION_MB = 4;
/** Proofs that wait at once: about a second's work. */
const MAX_WAITING = 10_000;

/** What the thread answers: for each proof of a batch 1 if its signature is right, else 0. */
export type Verdicts = Uint8Array;

interface Waiting {
  readonly proof: string;
  readonly resolve: (isRight: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A thread that checks signatures of proofs. A signature costs as much as a third of an exchange; Node's own thread pool takes
 * each one singly, which costs the main thread ten times what a batch does. All proofs that came meanwhile are the next batch.
 */
export class SignatureThread {
  #worker: Worker | undefined;
  #waiting: Waiting[] = [];
  #batch: readonly Waiting[] = [];
  #scheduled = false;

  /**
   * Whether the signature of a proof is right. The thread starts with the first.
   * @throws SimpulError `SIMPUL_HTTP_OVERLOADED`
   */
  isRight(proof: string): Promise<boolean> {
    if (this.#waiting.length >= MAX_WAITING) return Promise.reject(new SimpulError(HTTP.OVERLOADED, { retryAfter: 1 }));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ proof, resolve, reject });
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
    this.#worker.postMessage(this.#batch.map(({ proof }) => proof));
  }

  #start(): Worker {
    const worker = new Worker(new URL('signature-worker.ts', import.meta.url), {
      name: 'proofs',
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    // It is the requests that keep the process, and they wait for their answers.
    worker.unref();
    worker.on('message', (verdicts: Verdicts) => {
      const answered = this.#batch;
      this.#batch = [];
      answered.forEach(({ resolve }, index) => resolve(verdicts[index] === 1));
      if (this.#waiting.length > 0) this.#send();
    });
    worker.on('error', (cause) => this.#lose(worker, cause));
    worker.once('exit', () => this.#lose(worker));
    return worker;
  }

  /** Those that wait are refused; the next proof starts the thread anew. */
  #lose(worker: Worker, cause?: unknown): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    const lost = [...this.#batch, ...this.#waiting];
    this.#batch = [];
    this.#waiting = [];
    for (const { reject } of lost) reject(new SimpulError(HTTP.INTERNAL, { cause }));
  }
}
