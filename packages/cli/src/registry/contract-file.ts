import { SimpulError } from '@simpul/errors';
import { type ContractFinding, createContractWorker, type OpenApiDocument, readOpenApi } from '@simpul/openapi';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CLI } from '../errors.ts';
import { advise } from '../output/advice.ts';
import type { Terminal } from '../terminal.ts';

/** Limits that no contract of an honest author meets. */
const EXAMINATION = { timeoutMs: 20_000, heapMegabytes: 512, maxWaiting: 1 } as const;

/** A contract in a file, read and found usable. */
export interface ContractFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly document: OpenApiDocument;
}

/**
 * Reads an OpenAPI document.
 *
 * @throws SimpulError `SIMPUL_CLI_CONTRACT_INVALID` with each line that is wrong, `SIMPUL_CLI_USAGE` for no such file
 */
export async function readContractFile(file: string, { cwd }: Terminal): Promise<ContractFile> {
  let bytes: Buffer;
  try {
    bytes = await readFile(resolve(cwd, file));
  } catch (cause) {
    const reason = `${file} cannot be read (${(cause as NodeJS.ErrnoException).code})`;
    throw new SimpulError(CLI.USAGE, { params: { reason }, cause });
  }
  const read = readOpenApi(bytes);
  if (read.document === undefined) throw invalid(file, read.findings);
  const mediaType = /^\s*\{/.test(bytes.subarray(0, 64).toString('utf8')) ? 'application/json' : 'application/yaml';
  return { bytes, mediaType, document: read.document };
}

/**
 * Examines a contract as the bus will, so that what is wrong is told before anything is registered.
 *
 * @returns its warnings
 * @throws SimpulError `SIMPUL_CLI_CONTRACT_INVALID`, `SIMPUL_CONTRACT_TOO_COSTLY`
 */
export async function examineContract({ bytes }: ContractFile, file: string): Promise<readonly ContractFinding[]> {
  const worker = createContractWorker(EXAMINATION);
  try {
    const { usable, findings } = await worker.examine(bytes);
    if (!usable) throw invalid(file, findings);
    return findings;
  } finally {
    await worker.stop();
  }
}

function invalid(file: string, findings: readonly ContractFinding[]): SimpulError {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const faults = errors.map(({ rule, line, column, message }) => ({ rule, line, column, detail: message.en }));
  const count = errors.length === 1 ? '1 error' : `${errors.length} errors`;
  const error = new SimpulError(CLI.CONTRACT_INVALID, { params: { file, count }, faults });
  return advise(error, `mend these lines of ${file} and run this again; nothing was registered`);
}

/** `info.version` of a contract. @throws SimpulError `SIMPUL_CLI_USAGE` where it says none */
export function versionIn(contract: ContractFile, file: string): string {
  const version = infoOf(contract, 'version');
  if (version !== undefined) return version;
  const reason = `${file} says no version: write info.version, such as '1.0.0' in quotes, or name one with --version`;
  throw new SimpulError(CLI.USAGE, { params: { reason } });
}

/** `info.title` of a contract, if it says one. */
export function titleIn(contract: ContractFile): string | undefined {
  return infoOf(contract, 'title');
}

function infoOf({ document }: ContractFile, member: 'title' | 'version'): string | undefined {
  const { info } = document.root as { readonly info?: Readonly<Record<string, unknown>> };
  const value = info?.[member];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
