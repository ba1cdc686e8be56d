import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CONFIG, SimpulError } from '@simpul/errors';
import { DATA_FOLDER } from '../defaults.ts';
import type { Terminal } from '../terminal.ts';

/** What a data folder says about its bus (design 02, "The data folder"). */
export interface DataFolder {
  readonly folder: string;
  readonly instance: string;
  readonly publicUrl: string;
  /** Where the running process listens; its public address where none has written it. */
  readonly url: string;
}

/** Path of the data folder: `--data`, else SIMPUL_DATA, else `./.simpul`. */
export function dataFolderPath(data: string | undefined, { env, cwd }: Terminal): string {
  return resolve(cwd, data ?? env['SIMPUL_DATA'] ?? DATA_FOLDER);
}

/** Whether there is a data folder. */
export async function isDataFolder(folder: string): Promise<boolean> {
  return (await readJson(join(folder, 'instance.json'))) !== undefined;
}

/**
 * Reads a data folder.
 *
 * @throws SimpulError `SIMPUL_CONFIG_INVALID` where it is none
 */
export async function readDataFolder(folder: string): Promise<DataFolder> {
  const file = await readJson(join(folder, 'instance.json'));
  if (file === undefined) {
    throw invalid(
      folder,
      'no data folder of a bus; start one with "simpul up", name its folder with --data, or a bus elsewhere with --url',
    );
  }
  const { instance, publicUrl } = file;
  if (typeof instance !== 'string' || typeof publicUrl !== 'string') {
    throw invalid(join(folder, 'instance.json'), 'expected an instance and a publicUrl');
  }
  const endpoint = await readJson(join(folder, 'run', 'endpoint.json'));
  const url = typeof endpoint?.['url'] === 'string' ? endpoint['url'] : publicUrl;
  return { folder, instance, publicUrl: publicUrl.replace(/\/$/, ''), url };
}

async function readJson(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new SimpulError(CONFIG.INVALID, { params: { name: path, reason: `cannot be read (${code})` }, cause: error });
  }
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw new SimpulError(CONFIG.INVALID, { params: { name: path, reason: 'not JSON' }, cause: error });
  }
}

function invalid(name: string, reason: string): SimpulError {
  return new SimpulError(CONFIG.INVALID, { params: { name, reason } });
}
