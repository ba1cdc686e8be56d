import { extname, resolve } from 'node:path';
import type { Contract } from '@simpul/contracts';
import { checkContract } from './contract/check-contract.ts';
import { CONTRACT_MAX_BYTES } from './defaults.ts';
import { sha256 } from './digest.ts';
import type { Finding } from './finding.ts';
import type { ListedRegion, ListedService } from './list-region.ts';
import { type ReadDocument, readDocument } from './read-document.ts';
import { readText, type TextFault } from './read-text.ts';
import type { SourceMap } from './source-map.ts';
import { reasonOf } from './system-error.ts';

/** A contract as registered, and its document for checks. */
export interface ReadContract {
  readonly contract: Contract;
  readonly document: ReadDocument;
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
  for (const service of region.services) {
    const result = await readContract(service, folder, source);
    if (result === undefined) continue;
    if ('findings' in result) findings.push(...result.findings);
    else contracts.push(result);
  }
  return { contracts, findings };
}

async function readContract(
  { id, entry, path }: ListedService,
  folder: string,
  source: SourceMap,
): Promise<ReadContract | { readonly findings: readonly Finding[] } | undefined> {
  if (entry.openapi === undefined || entry.type !== 'OPENAPI') return undefined;
  const file = resolve(folder, entry.openapi);
  const here = [...path, 'openapi'];
  const read = await readText(file, CONTRACT_MAX_BYTES).catch((error: unknown) => ({ reason: reasonOf(error) }));
  if ('reason' in read) return { findings: [source.at(here, `expected a readable contract: ${read.reason}`)] };
  if ('fault' in read) return { findings: [source.at(here, FAULTS[read.fault])] };
  const document = readDocument(read.text, file);
  if ('findings' in document) return document;
  const findings = checkContract(document);
  if (findings.length > 0) return { findings };
  const mediaType = extname(file) === '.json' ? 'application/json' : 'application/yaml';
  return { contract: { service: id, mediaType, text: read.text, digest: sha256(read.text) }, document };
}
