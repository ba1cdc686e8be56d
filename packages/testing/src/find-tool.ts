import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { machineHas } from './machine-has.ts';

/** Where `infra/ci` puts what it installs. */
export function toolsFolder(): string {
  return process.env['SIMPUL_TOOLS'] ?? join(homedir(), '.cache/simpul-tools');
}

const TOOLS = join(toolsFolder(), 'bin');
/** Where Go's own instructions put it, which need not be on the PATH. */
const GO = '/usr/local/go/bin';

/**
 * Path of a program that a suite runs; undefined where this machine has it neither among our tools nor on its PATH. A variable
 * such as `TEST_NATS_SERVER` for `nats-server` names another one.
 */
export function findTool(name: string): string | undefined {
  const named = process.env[`TEST_${name.toUpperCase().replaceAll('-', '_')}`];
  if (named !== undefined && named !== '') return mayRun(named) ? named : undefined;
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
