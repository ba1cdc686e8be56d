import { dirname, resolve } from 'node:path';
import type { RegistryObject, Settings } from '@simpul/contracts';
import { REGION, SimpulError } from '@simpul/errors';
import { checkRegion } from './checks/check-region.ts';
import { checkShape } from './check-shape.ts';
import { REGION_MAX_BYTES } from './defaults.ts';
import { compareFindings, type Finding } from './finding.ts';
import { listRegion } from './list-region.ts';
import { normaliseObjects } from './normalise/objects.ts';
import { normaliseSettings } from './normalise/settings.ts';
import { readContracts } from './read-contracts.ts';
import { readDocument } from './read-document.ts';
import { readText, type TextFault } from './read-text.ts';
import { RegionFileError } from './region-file-error.ts';
import { reasonOf } from './system-error.ts';
import { findWarnings } from './warnings/find-warnings.ts';

/** A whole region, ready for the registry. */
export interface Region {
  /** By kind, and within a kind by id. */
  readonly objects: RegistryObject[];
  readonly settings: Settings;
  /** Doubtful, but usable. */
  readonly warnings: Finding[];
}

const FAULTS: Readonly<Record<TextFault, string>> = {
  'too-large': `expected a region file of at most ${REGION_MAX_BYTES / 2 ** 20} MiB`,
  'not-utf8': 'expected UTF-8',
  'not-a-file': 'expected a file',
};

/**
 * Reads, checks and normalises a region file and the contracts that it names (design 03, "The region file").
 *
 * @throws RegionFileError with every finding, where the file or a contract cannot be used.
 * @throws SimpulError `SIMPUL_REGION_UNREADABLE` where the file itself cannot be read.
 * @example const { objects, warnings } = await loadRegion('infra/sandbox/lampung.yaml');
 */
export async function loadRegion(path: string): Promise<Region> {
  const name = resolve(path);
  const { data, source } = parse(await read(name), name);
  const shape = checkShape(data, source);
  if ('findings' in shape) throw new RegionFileError(shape.findings);
  const region = listRegion(shape.file);
  const folder = dirname(name);
  const { contracts, findings } = await readContracts(region, folder, source);
  const refusals = [...checkRegion(region, source), ...findings];
  if (refusals.length > 0) throw new RegionFileError(refusals);
  const warnings = await findWarnings(region, contracts, { source, folder });
  return {
    objects: normaliseObjects(
      region,
      contracts.map(({ contract }) => contract),
      folder,
    ),
    settings: normaliseSettings(region.file),
    warnings: warnings.toSorted(compareFindings),
  };
}

async function read(file: string): Promise<string> {
  try {
    const result = await readText(file, REGION_MAX_BYTES);
    if ('text' in result) return result.text;
    throw new RegionFileError([{ file, line: 1, column: 1, message: FAULTS[result.fault] }]);
  } catch (error) {
    if (error instanceof SimpulError) throw error;
    throw new SimpulError(REGION.UNREADABLE, { params: { file, reason: reasonOf(error) }, cause: error });
  }
}

function parse(text: string, file: string) {
  const document = readDocument(text, file);
  if ('findings' in document) throw new RegionFileError(document.findings);
  return document;
}
