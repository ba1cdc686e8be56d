import { machineHas } from '@simpul/testing';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where `infra/ci/install-tools.sh` puts what it builds. */
const TOOLS = join(process.env['SIMPUL_TOOLS'] ?? join(homedir(), '.cache/simpul-tools'), 'bin');
/** Where Go's own instructions put it, which need not be on the PATH. */
const GO = '/usr/local/go/bin';

/** Path of a program that a suite runs; undefined where this machine has it neither among our tools nor on its PATH. */
export function findTool(name: string): string | undefined {
  const folders = [TOOLS, ...(process.env['PATH'] ?? '').split(delimiter), GO];
  return folders.map((folder) => join(folder, name)).find(mayRun);
}

/** The same for a suite that runs only where it is there. @throws Error where it is not */
export function toolPath(name: string): string {
  const path = findTool(name);
  if (path === undefined) throw new Error(`${name} is missing`);
  return path;
}

/**
 * Whether all of these are there; names each one that is not.
 * @throws Error in a run that may skip nothing, as `machineHas`
 */
export function machineHasTools(...names: readonly string[]): boolean {
  return names
    .map((name) => machineHas(findTool(name) !== undefined, `${name} (see infra/ci/install-tools.sh)`))
    .every((present) => present);
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
