import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const OLDEST_MAJOR = 12;
const NEEDED_MAJOR = 24;

/** A Node of this machine, outside node_modules, that is too old to run the command itself. */
export function findOldNode(): string | undefined {
  return ['/usr/local/bin', '/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)]
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .find((path) => existsSync(path) && isOld(path));
}

function isOld(path: string): boolean {
  const major = Number(execFileSync(path, ['-p', 'parseInt(process.versions.node)'], { encoding: 'utf8' }));
  return major >= OLDEST_MAJOR && major < NEEDED_MAJOR;
}
