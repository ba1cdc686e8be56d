import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { machineHas } from './machine-has.ts';

/** Where Chromium is on the PATH; undefined where it is not. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'chromium')).find((file) => existsSync(file));
}

/** Whether this machine has a browser for the suites that need one. @throws Error in a run that may skip nothing */
export function canBrowse(): boolean {
  return machineHas(findChromium() !== undefined, 'Chromium');
}
