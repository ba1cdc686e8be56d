import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { CONFIG, SimpulError } from '@simpul/errors';
import { type LogKeys } from '../api/audit-log.ts';
import { CLI } from '../errors.ts';
import { CREDENTIALS } from './client-key.ts';

const OWNER_ONLY = 0o600;

/** The file that keeps the keys of logs as first seen: `{origin: [vkey, …]}`. */
export function pinFile(folder: string): string {
  return join(folder, CREDENTIALS, 'log-keys.json');
}

/**
 * Keys pinned in a data folder; none where it has no such file.
 *
 * @throws SimpulError `SIMPUL_CONFIG_INVALID` where the file is damaged
 */
export async function readPins(folder: string): Promise<LogKeys> {
  const file = pinFile(folder);
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (isLogKeys(value)) return value;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return {};
    throw damaged(file, error);
  }
  throw damaged(file, undefined);
}

/**
 * Pins the keys of logs that are seen for the first time, and holds the bus to those pinned before.
 *
 * @throws SimpulError `SIMPUL_CLI_KEY_CHANGED`, and then nothing is written
 */
export async function pinLogKeys(folder: string, offered: LogKeys): Promise<void> {
  const pinned = await readPins(folder);
  const file = pinFile(folder);
  const isPinned = (origin: string): boolean => Object.hasOwn(pinned, origin);
  for (const [origin, keys] of Object.entries(offered)) {
    if (isPinned(origin) && !sameKeys(pinned[origin] ?? [], keys)) {
      throw new SimpulError(CLI.KEY_CHANGED, { params: { origin, file } });
    }
  }
  if (Object.keys(offered).every(isPinned)) return;
  await mkdir(dirname(file), { recursive: true });
  const next = `${file}.${randomUUID()}`;
  await writeFile(next, `${JSON.stringify({ ...offered, ...pinned }, undefined, 2)}\n`, { mode: OWNER_ONLY });
  await rename(next, file);
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.toSorted().join('\n') === b.toSorted().join('\n');
}

function isLogKeys(value: unknown): value is LogKeys {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((keys) => Array.isArray(keys) && keys.every((key) => typeof key === 'string'));
}

function damaged(file: string, cause: unknown): SimpulError {
  const reason = 'not a JSON object of keys by origin; restore it from a copy, or delete it to pin anew';
  return new SimpulError(CONFIG.INVALID, { params: { name: file, reason }, cause });
}
