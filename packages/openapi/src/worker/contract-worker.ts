import type { ContractComparison } from '../compare/change.ts';
import type { Examination } from './examine.ts';
import { JobQueue, type ThreadLimits } from './job-queue.ts';

/** What is asked of the thread. */
export type WorkerJobs = {
  readonly examine: { readonly asked: Uint8Array | string; readonly answer: Examination };
  readonly compare: {
    readonly asked: { readonly before: string; readonly after: string };
    readonly answer: ContractComparison;
  };
};

/** Judges contracts away from the event loop, within limits of time and memory, one at a time. */
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
  /** Ends the thread; jobs that are not done are refused as busy. */
  stop(): Promise<void>;
}

const THREAD = new URL('./worker-thread.ts', import.meta.url);

/** Starts no thread before the first job. */
export function createContractWorker(limits: ThreadLimits): ContractWorker {
  const queue = new JobQueue<WorkerJobs>(THREAD, limits);
  return {
    start: () => queue.start(),
    examine: (source) => queue.add('examine', source),
    compare: (before, after) => queue.add('compare', { before, after }),
    stop: () => queue.stop(),
  };
}
