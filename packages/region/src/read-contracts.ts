import { extname, resolve } from 'node:path';
import type { Contract, Service } from '@simpul/contracts';
import { type ContractFinding, lintContract, PERSONAL_IDENTIFIER, readOpenApi } from '@simpul/openapi';
import { CONTRACT_MAX_BYTES } from './defaults.ts';
import { sha256 } from './digest.ts';
import type { Finding } from './finding.ts';
import type { ListedRegion } from './list-region.ts';
import { readText, type TextFault } from './read-text.ts';
import type { DataPath, SourceMap } from './source-map.ts';
import { reasonOf } from './system-error.ts';

/** A contract as registered, and what should be looked at in it. */
export interface ReadContract {
  readonly contract: Contract;
  readonly warnings: readonly Finding[];
}

/** Where the file names a contract, and whose it is. */
interface NamedContract {
  readonly service: string;
  /** Absent: the service's own version. */
  readonly version?: string;
  readonly type: Service['type'];
  readonly openapi: string | undefined;
  readonly path: DataPath;
}

const FAULTS: Readonly<Record<TextFault, string>> = {
  'too-large': `expected a contract of at most ${CONTRACT_MAX_BYTES / 1024} KiB`,
  'not-utf8': 'expected a contract in UTF-8',
  'not-a-file': 'expected the path of a file',
};

/** Reads the OpenAPI documents that services name. Relative paths start at `folder`. */
export async function readContracts(
  region: ListedRegion,
  folder: string,
  source: SourceMap,
): Promise<{ readonly contracts: readonly ReadContract[]; readonly findings: readonly Finding[] }> {
  const contracts: ReadContract[] = [];
  const findings: Finding[] = [];
  const named = [
    ...region.services.map(({ id, entry, path }) => ({ service: id, type: entry.type, openapi: entry.openapi, path })),
    ...region.versions.map(({ service, entry, path }) => ({
      service: service.id,
      version: entry.version,
      type: service.entry.type,
      openapi: entry.openapi,
      path,
    })),
  ];
  for (const one of named) {
    const result = await readContract(one, folder, source);
    if (result === undefined) continue;
    if ('findings' in result) findings.push(...result.findings);
    else contracts.push(result);
  }
  return { contracts, findings };
}

async function readContract(
  { service, version, type, openapi, path }: NamedContract,
  folder: string,
  source: SourceMap,
): Promise<ReadContract | { readonly findings: readonly Finding[] } | undefined> {
  if (openapi === undefined || type !== 'OPENAPI') return undefined;
  const file = resolve(folder, openapi);
  const here = [...path, 'openapi'];
  const read = await readText(file, CONTRACT_MAX_BYTES).catch((error: unknown) => ({ reason: reasonOf(error) }));
  if ('reason' in read) return { findings: [source.at(here, `expected a readable contract: ${read.reason}`)] };
  if ('fault' in read) return { findings: [source.at(here, FAULTS[read.fault])] };
  const contract = readOpenApi(read.text);
  const toFinding = ({ line, column, message }: ContractFinding): Finding => ({
    file,
    line,
    column,
    message: message.en,
  });
  if (contract.document === undefined) return { findings: contract.findings.map(toFinding) };
  const remarks = [...lintContract(contract)];
  const errors = remarks.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { findings: errors.map(toFinding) };
  const mediaType = extname(file) === '.json' ? 'application/json' : 'application/yaml';
  return {
    contract: {
      service,
      ...(version === undefined ? {} : { version }),
      mediaType,
      text: read.text,
      digest: sha256(read.text),
    },
    warnings: remarks.filter(({ rule }) => rule === PERSONAL_IDENTIFIER).map(toFinding),
  };
}
