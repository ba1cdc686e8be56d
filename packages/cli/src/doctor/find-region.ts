import { resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { isSimpulError } from '@simpul/errors';
import { loadRegion, RegionFileError } from '@simpul/region';
import { readStoredObjects } from '@simpul/registry';
import { acquireFolderLock } from '@simpul/store';
import { formatFinding } from '../output/findings.ts';
import type { Terminal } from '../terminal.ts';
import { type Finding, finding } from './finding.ts';
import type { Folder, KnownRegion } from './patient.ts';

export interface FoundRegion {
  readonly region?: KnownRegion;
  /** What is wrong with where it should be. */
  readonly findings: readonly Finding[];
}

/** Errors of a region file that are shown; `region validate` shows all. */
const SHOWN_ERRORS = 5;

/** What is registered: the reviewed file, or, where no bus runs, what its registry holds. */
export async function findRegion(
  file: string | undefined,
  folder: Folder | undefined,
  terminal: Terminal,
): Promise<FoundRegion> {
  if (file !== undefined) return fromFile(file, terminal);
  // Without a lock there is nothing to keep a bus from starting meanwhile, and making one is not for us.
  if (folder?.state !== 'stopped' || !existsSync(folder.layout.lockFile))
    return { findings: [finding('region-unknown')] };
  return fromStore(folder);
}

async function fromFile(file: string, { cwd }: Terminal): Promise<FoundRegion> {
  try {
    const { objects, settings, warnings } = await loadRegion(resolve(cwd, file));
    const lines = warnings.map((warning) => formatFinding(warning, cwd));
    return { region: { settings, objects, from: 'file', warnings: lines }, findings: [] };
  } catch (error) {
    if (error instanceof RegionFileError) {
      const shown = error.findings.slice(0, SHOWN_ERRORS);
      return {
        findings: shown.map((each) => finding('region-invalid', { place: formatFinding(each, cwd), file })),
      };
    }
    if (!isSimpulError(error)) throw error;
    return { findings: [finding('region-unreadable', { reason: error.message })] };
  }
}

function fromStore({ layout }: Folder): FoundRegion {
  const file = layout.store('registry');
  if (!existsSync(file)) return { findings: [finding('registry-empty')] };
  try {
    // So that no bus starts on the store while it is read.
    const lock = acquireFolderLock(layout.lockFile);
    try {
      const objects = readStoredObjects(file);
      const settings = objects.find((object) => object.kind === 'settings')?.value;
      if (settings === undefined) return { findings: [finding('registry-empty')] };
      return { region: { settings, objects, from: 'registry', warnings: [] }, findings: [] };
    } finally {
      lock.release();
    }
  } catch (error) {
    if (!isSimpulError(error)) throw error;
    return { findings: [finding('registry-unreadable', { reason: error.message })] };
  }
}
