import { relative } from 'node:path';
import { readRegion } from '../output/read-region.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Checks a region file and prints how much it holds.
 *
 * @throws RegionFileError with what is wrong
 */
export async function validateRegion(file: string, { json }: { json?: boolean }, terminal: Terminal): Promise<void> {
  const { objects, warnings } = await readRegion(file, { terminal, quiet: json === true });
  if (json === true) {
    const shown = warnings.map((warning) => ({ ...warning, file: relative(terminal.cwd, warning.file) }));
    terminal.out(`${JSON.stringify({ valid: true, objects: objects.length, warnings: shown })}\n`);
    return;
  }
  terminal.out(`${file} is valid: ${objects.length} objects, ${warnings.length} warnings\n`);
}
