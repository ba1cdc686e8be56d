/** The thread of the contract worker: one job at a time, and an answer for each. */
import { ALL_ERRORS, CONTRACT_DOOR, isSimpulError, SimpulError } from '@simpul/errors';
import { parentPort } from 'node:worker_threads';
import { compareContracts } from '../compare/compare-contracts.ts';
import { readDocument } from '../compile/read-document.ts';
import type { OpenApiDocument } from '../open-api-document.ts';
import { readOpenApi } from '../read/read-open-api.ts';
import { examine } from './examine.ts';
import type { Job, JobAnswer, JobError, JobResults } from './job.ts';

const port = parentPort;
if (port === null) throw new Error('this file is the thread of a contract worker');

async function perform(job: Job): Promise<JobResults[Job['kind']]> {
  if (job.kind === 'examine') return examine(job.source);
  if (job.kind === 'read') return readDocument(job.text);
  return compareContracts(readOrRefuse(job.before), readOrRefuse(job.after));
}

function readOrRefuse(text: string): OpenApiDocument {
  const { document, findings } = readOpenApi(text);
  if (document === undefined) throw new SimpulError(CONTRACT_DOOR.INVALID, { params: { count: findings.length } });
  return document;
}

function toJobError(error: unknown): JobError {
  if (isSimpulError(error) && ALL_ERRORS.has(error.code)) return { code: error.code, params: error.params };
  // Recursion over what the contract nests is bounded by the thread's stack.
  if (error instanceof RangeError) return { code: CONTRACT_DOOR.TOO_COSTLY.code, params: { limit: 'stack' } };
  throw error;
}

port.on('message', (job: Job) => {
  void perform(job).then(
    (result) => port.postMessage({ kind: 'result', result } satisfies JobAnswer),
    (error: unknown) => port.postMessage({ kind: 'error', error: toJobError(error) } satisfies JobAnswer),
  );
});
port.postMessage({ kind: 'ready' } satisfies JobAnswer);
