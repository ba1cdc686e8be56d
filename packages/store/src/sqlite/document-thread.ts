import { Worker } from 'node:worker_threads';
import { SimpulError, STORE } from '@simpul/errors';
import type { FileToOpen, ThreadAnswer, ThreadRequest } from './batch-protocol.ts';
import { storeFailed } from './sqlite-error.ts';

/** Short-lived objects of the thread: a batch of rows needs little. */
const YOUNG_GENERATION_MB = 8;

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What is asked of one file. */
export type FileRequest = Without<ThreadRequest, 'file'>;

/** Who uses one file of the thread. */
export interface FileUser {
  readonly answered: (answer: ThreadAnswer) => void;
  /** The thread is gone, and with it all that was asked for. */
  readonly lost: (error: SimpulError) => void;
}

/** An open file of the thread. */
export interface ThreadFile {
  post(request: FileRequest): void;
  /** Makes somebody the one who hears of the file. */
  use(user: FileUser): void;
}

/**
 * The thread in which document stores do their work. Several stores share one: a thread costs 15 MB, and all but the
 * journal of exchanges are idle nearly always. It ends with its last file.
 */
export class DocumentThread {
  #worker: Worker | undefined;
  readonly #users = new Map<number, FileUser>();
  #files = 0;

  /** @throws SimpulError `STORE.NEWER`, `STORE.FAILED` */
  async open(open: FileToOpen): Promise<ThreadFile> {
    const file = this.#files++;
    const first = await new Promise<ThreadAnswer>((answered, lost) => {
      this.#users.set(file, { answered, lost });
      this.#post({ file, open });
    });
    if (first.type === 'not-opened') {
      this.#forget(file);
      throw new SimpulError(STORE[first.error], { params: first.params });
    }
    return {
      post: (request) => this.#post({ file, ...request }),
      use: (user) => this.#users.set(file, user),
    };
  }

  #post(request: ThreadRequest): void {
    this.#worker ??= this.#start();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is not a window
    this.#worker.postMessage(request);
  }

  #start(): Worker {
    const worker = new Worker(new URL('document-worker.ts', import.meta.url), {
      name: 'documents',
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    worker.on('message', (answer: ThreadAnswer) => {
      const user = this.#users.get(answer.file);
      if (answer.type === 'closed' || answer.type === 'failed') this.#forget(answer.file);
      user?.answered(answer);
    });
    worker.on('error', (error) => this.#lose(worker, storeFailed('its thread ended by an error', error)));
    worker.once('exit', () => this.#lose(worker, storeFailed('its thread ended')));
    return worker;
  }

  /** The thread's last file ends the thread: nothing of it is open any more. */
  #forget(file: number): void {
    this.#users.delete(file);
    if (this.#users.size > 0) return;
    const ended = this.#worker;
    this.#worker = undefined;
    void ended?.terminate();
  }

  #lose(worker: Worker, error: SimpulError): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    const lost = [...this.#users.values()];
    this.#users.clear();
    for (const user of lost) user.lost(error);
  }
}
