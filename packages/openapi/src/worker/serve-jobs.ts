import { ALL_ERRORS, CONTRACT_DOOR, isSimpulError } from '@simpul/errors';
import { parentPort } from 'node:worker_threads';
import type { JobAnswer, JobError, Jobs } from './job.ts';

/** How a thread does each kind of its jobs. */
export type Perform<J extends Jobs> = {
  readonly [K in keyof J]: (asked: J[K]['asked']) => J[K]['answer'] | Promise<J[K]['answer']>;
};

/** In a thread of a `JobQueue`: does one job at a time, and gives an answer for each. */
export function serveJobs<J extends Jobs>(perform: Perform<J>): void {
  const port = parentPort;
  if (port === null) throw new Error('jobs are done in a thread of their own');
  const answer = (said: JobAnswer): void => port.postMessage(said);
  const run = async ({ kind, asked }: { kind: keyof J; asked: J[keyof J]['asked'] }) => perform[kind](asked);
  port.on('message', (job: { kind: keyof J; asked: J[keyof J]['asked'] }) => {
    void run(job).then(
      (result) => answer({ kind: 'result', result }),
      (error: unknown) => answer({ kind: 'error', error: toJobError(error) }),
    );
  });
  answer({ kind: 'ready' });
}

function toJobError(error: unknown): JobError {
  if (isSimpulError(error) && ALL_ERRORS.has(error.code)) return { code: error.code, params: error.params };
  // Recursion over what the contract nests is bounded by the thread's stack.
  if (error instanceof RangeError) return { code: CONTRACT_DOOR.TOO_COSTLY.code, params: { limit: 'stack' } };
  throw error;
}
