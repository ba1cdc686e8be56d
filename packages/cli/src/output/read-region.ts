import { resolve } from 'node:path';
import { loadRegion, type Region } from '@simpul/region';
import type { Terminal } from '../terminal.ts';
import { formatFinding } from './findings.ts';

/**
 * Reads a region file, and prints its warnings to standard error unless `quiet`.
 *
 * @throws RegionFileError where it cannot be used
 */
export async function readRegion(
  file: string,
  { terminal, quiet }: { readonly terminal: Terminal; readonly quiet: boolean },
): Promise<Region> {
  const region = await loadRegion(resolve(terminal.cwd, file));
  if (!quiet) {
    for (const warning of region.warnings) {
      const message = `warning: ${warning.message}`;
      terminal.err(`${formatFinding({ ...warning, message }, terminal.cwd)}\n`);
    }
  }
  return region;
}
