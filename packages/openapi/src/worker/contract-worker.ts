import { ALL_ERRORS, CONTRACT_DOOR, SimpulError } from '@simpul/errors';
import { Worker } from 'node:worker_threads';
import type { ContractComparison } from '../compare/change.ts';
import type { OpenApiDocument } from '../open-api-document.ts';
import type { Examination } from './examine.ts';
import type { Job, JobAnswer, JobError, JobResults } from './job.ts';

export interface ContractWorkerOptions {
  /** Milliseconds that one job may take; loading the thread's code is not counted. */
  readonly timeoutMs: number;
  /** MiB of heap that the thread may take. */
  readonly heapMegabytes: number;
  /** Jobs that may wait while one runs. */
  readonly maxWaiting: number;
}

/** Does what contracts ask for away from the event loop, within limits of time and memory, one job at a time. */
export interface ContractWorker {
  /** Loads the thread before the first job needs it (a second of CPU); nothing waits for it. */
  start(): void;
  /**
   * Reads, lints and compiles a contract.
   *
   * @throws SimpulError `CONTRACT_DOOR.TOO_COSTLY` beyond a limit, `CONTRACT_DOOR.WORKER_BUSY` where too many wait
   */
  examine(source: Uint8Array | string): Promise<Examination>;
  /** @throws SimpulError also `CONTRACT_DOOR.INVALID` where one of the two cannot be read */
  compare(before: string, after: string): Promise<ContractComparison>;
  /** Reads a registered contract for use in this process. @throws SimpulError also `CONTRACT.UNUSABLE` */
  read(text: string): Promise<OpenApiDocument>;
  /** Ends the thread; jobs that are not done are refused as busy. */
  stop(): Promise<void>;
}

interface Waiting {
  readonly job: Job;
  readonly resolve: (result: JobResults[Job['kind']]) => void;
  readonly reject: (error: unknown) => void;
}

const THREAD = new URL('./thread.ts', import.meta.url);
/** MiB: deep enough for what the reader lets through, shallow enough to end in an error and not in a crash. */
const STACK_MEGABYTES = 4;
const RETRY_SECONDS = 5;

/** Starts no thread before the first job; one that overran is ended and replaced. */
export function createContractWorker(options: ContractWorkerOptions): ContractWorker {
  const queue = new JobQueue(options);
  return {
    start: () => queue.start(),
    examine: async (source) => (await queue.add({ kind: 'examine', source })) as Examination,
    compare: async (before, after) => (await queue.add({ kind: 'compare', before, after })) as ContractComparison,
    read: async (text) => (await queue.add({ kind: 'read', text })) as OpenApiDocument,
    stop: () => queue.stop(),
  };
}

class JobQueue {
  readonly #options: ContractWorkerOptions;
  readonly #waiting: Waiting[] = [];
  #running: Waiting | undefined;
  #thread: Worker | undefined;
  #isReady = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ContractWorkerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#thread ??= this.#createThread();
    this.#thread.unref();
  }

  add(job: Job): Promise<JobResults[Job['kind']]> {
    if (this.#waiting.length >= this.#options.maxWaiting) return Promise.reject(busy());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#next();
    });
  }

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
    const { timeoutMs } = this.#options;
    this.#timer = setTimeout(() => this.#overrun(`${timeoutMs / 1000} s`), timeoutMs);
    thread.postMessage(next.job);
  }

  #createThread(): Worker {
    const thread = new Worker(THREAD, {
      // What the process was started with does not concern it.
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: this.#options.heapMegabytes, stackSizeMb: STACK_MEGABYTES },
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
      running?.resolve(answer.result);
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
      this.#overrun(`${this.#options.heapMegabytes} MiB`);
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
