import { ALL_ERRORS, CONTRACT_DOOR, SimpulError } from '@simpul/errors';
import { Worker } from 'node:worker_threads';
import type { JobAnswer, JobError, Jobs } from './job.ts';

export interface ThreadLimits {
  /** Milliseconds that one job may take; loading the thread's code is not counted. */
  readonly timeoutMs: number;
  /** MiB of heap that the thread may take. */
  readonly heapMegabytes: number;
  /** Jobs that may wait while one runs. */
  readonly maxWaiting: number;
}

interface Waiting {
  readonly job: { readonly kind: PropertyKey; readonly asked: unknown };
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/** MiB: deep enough for what the reader lets through, shallow enough to end in an error and not in a crash. */
const STACK_MEGABYTES = 4;
const RETRY_SECONDS = 5;

/**
 * Does jobs away from the event loop, within limits of time and memory, one at a time. It starts no thread before it is told to or
 * has a job; one that overran is ended and replaced.
 */
export class JobQueue<J extends Jobs> {
  readonly #file: URL;
  readonly #limits: ThreadLimits;
  readonly #waiting: Waiting[] = [];
  #running: Waiting | undefined;
  #thread: Worker | undefined;
  #isReady = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param file - the thread's program, which calls `serveJobs` */
  constructor(file: URL, limits: ThreadLimits) {
    this.#file = file;
    this.#limits = limits;
  }

  /** Loads the thread before the first job needs it; nothing waits for it. */
  start(): void {
    this.#thread ??= this.#createThread();
    this.#thread.unref();
  }

  /** @throws SimpulError `CONTRACT_DOOR.TOO_COSTLY` beyond a limit, `CONTRACT_DOOR.WORKER_BUSY` where too many wait */
  add<K extends keyof J>(kind: K, asked: J[K]['asked']): Promise<J[K]['answer']> {
    if (this.#waiting.length >= this.#limits.maxWaiting) return Promise.reject(busy());
    return new Promise<J[K]['answer']>((resolve, reject) => {
      this.#waiting.push({ job: { kind, asked }, resolve, reject });
      this.#next();
    });
  }

  /** Ends the thread; jobs that are not done are refused as busy. */
  async stop(): Promise<void> {
    for (const { reject } of this.#waiting.splice(0)) reject(busy());
    this.#end(busy());
    await this.#drop();
  }

  #next(): void {
    if (this.#running !== undefined || this.#waiting.length === 0) return;
    const thread = (this.#thread ??= this.#createThread());
    thread.ref();
    if (!this.#isReady) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#running = next;
    const { timeoutMs } = this.#limits;
    this.#timer = setTimeout(() => this.#overrun(`${timeoutMs / 1000} s`), timeoutMs);
    thread.postMessage(next.job);
  }

  #createThread(): Worker {
    const thread = new Worker(this.#file, {
      // What the process was started with does not concern it.
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.heapMegabytes, stackSizeMb: STACK_MEGABYTES },
    });
    thread.on('message', (answer: JobAnswer) => this.#answered(thread, answer));
    thread.on('error', (error: unknown) => this.#failed(thread, error));
    return thread;
  }

  #answered(thread: Worker, answer: JobAnswer): void {
    if (thread !== this.#thread) return;
    if (answer.kind === 'ready') this.#isReady = true;
    else if (answer.kind === 'error') this.#end(toError(answer.error));
    else {
      const running = this.#running;
      this.#clear();
      running?.resolve(answer.result as never);
    }
    // An idle thread keeps no process alive.
    if (this.#running === undefined && this.#waiting.length === 0) thread.unref();
    this.#next();
  }

  #failed(thread: Worker, error: unknown): void {
    if (thread !== this.#thread) return;
    if (!this.#isReady) {
      // A thread that cannot even start would fail for every job.
      void this.#drop();
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    } else if (isOutOfMemory(error)) {
      this.#overrun(`${this.#limits.heapMegabytes} MiB`);
    } else {
      void this.#drop();
      this.#end(error);
      this.#next();
    }
  }

  #overrun(limit: string): void {
    void this.#drop();
    this.#end(new SimpulError(CONTRACT_DOOR.TOO_COSTLY, { params: { limit } }));
    this.#next();
  }

  /** Refuses what runs, if anything does. */
  #end(error: unknown): void {
    const running = this.#running;
    this.#clear();
    running?.reject(error);
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#running = undefined;
  }

  async #drop(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    this.#isReady = false;
    await thread?.terminate();
  }
}

function busy(): SimpulError {
  return new SimpulError(CONTRACT_DOOR.WORKER_BUSY, { retryAfter: RETRY_SECONDS });
}

function toError({ code, params }: JobError): SimpulError {
  const definition = ALL_ERRORS.get(code) ?? CONTRACT_DOOR.TOO_COSTLY;
  return new SimpulError(definition, { params });
}

function isOutOfMemory(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
