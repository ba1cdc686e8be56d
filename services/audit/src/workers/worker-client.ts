import { type Transferable, Worker } from 'node:worker_threads';
import { AUDIT, SimpulError } from '@simpul/errors';
import type { AnswerMessage, CallMessage, WorkerMethods } from './worker-calls.ts';
import { fromThreadError } from './worker-error.ts';

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Short-lived objects of a thread: batches of a few hundred leaves need little, and six threads share one process. */
const YOUNG_GENERATION_MB = 8;

/** A worker thread and the calls to it that wait for an answer. */
export class WorkerClient<M extends WorkerMethods> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #calls = 0;
  #death: Error | undefined;
  #closing = false;

  /** @param onDeath told once if the thread ends without having been asked to; every call then rejects `AUDIT.HALTED` */
  constructor(entry: URL, { name, onDeath }: { readonly name: string; readonly onDeath: (error: Error) => void }) {
    this.#worker = new Worker(entry, { name, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } });
    this.#worker.on('message', (message: AnswerMessage) => this.#settle(message));
    this.#exited = new Promise((resolve) => {
      const die = (cause: unknown): void => {
        if (this.#death !== undefined) return;
        const reason = hasMessage(cause) ? cause.message : `the ${name} ended`;
        this.#death = new SimpulError(AUDIT.HALTED, { params: { reason }, cause });
        for (const { reject } of this.#waiting.values()) reject(this.#death);
        this.#waiting.clear();
        if (!this.#closing) onDeath(this.#death);
      };
      this.#worker.on('error', die);
      this.#worker.on('exit', () => {
        die(undefined);
        resolve();
      });
    });
  }

  /** Calls a method of the thread. @throws what the method threw, or `AUDIT.HALTED` if the thread has ended */
  call<K extends keyof M & string>(
    method: K,
    argument: Parameters<M[K]>[0],
    transfer: readonly Transferable[] = [],
  ): Promise<Awaited<ReturnType<M[K]>>> {
    if (this.#death !== undefined) return Promise.reject(this.#death);
    const call = this.#calls++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve: resolve as Waiting['resolve'], reject });
      const message: CallMessage = { call, method, argument };
      this.#worker.postMessage(message, transfer);
    });
  }

  /** Lets the thread finish what it has, then ends it. A thread that has died is left as it is. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#death === undefined) {
      const asked = this.call('close', undefined as never);
      await Promise.race([asked, this.#exited]);
    }
    await this.#exited;
  }

  #settle(message: AnswerMessage): void {
    const waiting = this.#waiting.get(message.call);
    if (waiting === undefined) return;
    this.#waiting.delete(message.call);
    if ('error' in message) waiting.reject(fromThreadError(message.error));
    else waiting.resolve(message.result);
  }
}

// What a thread threw is of another realm where tests run, so `instanceof` says nothing.
function hasMessage(cause: unknown): cause is { readonly message: string } {
  return typeof cause === 'object' && cause !== null && 'message' in cause && typeof cause.message === 'string';
}
