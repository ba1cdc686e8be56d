/** The thread of a contract worker. */
import { CONTRACT_DOOR, SimpulError } from '@simpul/errors';
import { compareContracts } from '../compare/compare-contracts.ts';
import type { OpenApiDocument } from '../open-api-document.ts';
import { readOpenApi } from '../read/read-open-api.ts';
import type { WorkerJobs } from './contract-worker.ts';
import { examine } from './examine.ts';
import { serveJobs } from './serve-jobs.ts';

serveJobs<WorkerJobs>({
  examine,
  compare: ({ before, after }) => compareContracts(readOrRefuse(before), readOrRefuse(after)),
});

function readOrRefuse(text: string): OpenApiDocument {
  const { document, findings } = readOpenApi(text);
  if (document === undefined) throw new SimpulError(CONTRACT_DOOR.INVALID, { params: { count: findings.length } });
  return document;
}
