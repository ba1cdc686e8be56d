import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { CONFIG, isSimpulError } from '@simpul/errors';
import { acquireFolderLock } from '@simpul/store';
import { layoutOf } from '../compose/data-layout.ts';
import { type InstanceFile, readInstanceFile } from '../compose/instance-file.ts';
import type { FileFact, Folder } from './patient.ts';

const PERMISSIONS = 0o777;

/**
 * Looks at a data folder without changing it. Whether a bus runs on it is told by its lock, and no store is opened.
 *
 * @returns undefined where there is no such folder
 */
export async function examineFolder(given: string): Promise<Folder | undefined> {
  if ((await factOf(given, given)) === undefined) return undefined;
  const path = await realpath(given);
  const layout = layoutOf(path);
  const files: FileFact[] = [];
  const unreadable: string[] = [];
  await walk(path, path, { files, unreadable });
  const endpoint = await readEndpoint(layout.endpointFile);
  return {
    path,
    layout,
    ...readInstance(layout.instanceFile),
    state: unreadable.includes('') || unreadable.includes('run') ? 'unknown' : stateOf(layout.lockFile, files, path),
    ...(endpoint === undefined ? {} : { endpoint }),
    files,
    unreadable,
  };
}

interface Found {
  readonly files: FileFact[];
  readonly unreadable: string[];
}

async function walk(path: string, root: string, found: Found): Promise<void> {
  const fact = await factOf(path, root);
  if (fact === undefined) return;
  found.files.push(fact);
  if (!fact.isFolder) return;
  let names: string[];
  try {
    names = await readdir(path);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    found.unreadable.push(fact.path);
    return;
  }
  for (const name of names) await walk(join(path, name), root, found);
}

/** Undefined for what is not there, or went away meanwhile. */
async function factOf(path: string, root: string): Promise<FileFact | undefined> {
  try {
    const stats = await lstat(path);
    const { mode, uid, mtimeMs } = stats;
    return { path: relative(root, path), isFolder: stats.isDirectory(), mode: mode & PERMISSIONS, uid, mtimeMs };
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

function readInstance(file: string): { readonly instance?: InstanceFile; readonly instanceFault?: string } {
  try {
    const instance = readInstanceFile(file);
    if (instance === undefined) return {};
    const { format, mode, publicUrl } = instance;
    const isWhole = typeof format === 'number' && typeof mode === 'string' && typeof publicUrl === 'string';
    return isWhole ? { instance } : { instanceFault: 'it does not hold format, mode and publicUrl' };
  } catch (error) {
    if (isSimpulError(error)) return { instanceFault: 'it is not JSON' };
    if (codeOf(error) === undefined) throw error;
    return { instanceFault: `it cannot be read (${codeOf(error)})` };
  }
}

/** A lock that is not there was never taken; it is not made, since it would then be ours and not the bus's. */
function stateOf(lockFile: string, files: readonly FileFact[], root: string): Folder['state'] {
  if (!files.some(({ path }) => path === relative(root, lockFile))) return 'stopped';
  try {
    acquireFolderLock(lockFile).release();
    return 'stopped';
  } catch (error) {
    return isSimpulError(error, CONFIG.FOLDER_TAKEN) ? 'running' : 'unknown';
  }
}

async function readEndpoint(file: string): Promise<Folder['endpoint']> {
  try {
    const { url, metricsUrl } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    return {
      ...(typeof url === 'string' ? { url } : {}),
      ...(typeof metricsUrl === 'string' && metricsUrl !== '' ? { metricsUrl } : {}),
    };
  } catch {
    // Not there, or half of an older form: the bus is then looked for at its public address.
    return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
