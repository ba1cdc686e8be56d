import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Terminal } from '../terminal.ts';

/** Pause between two tries, ms. */
const TRY_MS = 50;
/** Age at which a lock belongs to nobody any more, ms: longer than any refresh. */
const STALE_MS = 30_000;

/**
 * Holds a login while `use` runs: a refresh token is good for one use, and who used it twice at once would end the login.
 * Another command waits; what one that died left behind is taken over.
 */
export async function withLoginLock<T>(file: string, terminal: Terminal, use: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  while (!(await take(lock))) {
    if (await isStale(lock)) await rm(lock, { force: true });
    else await terminal.wait(TRY_MS);
  }
  try {
    return await use();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(lock: string): Promise<boolean> {
  const found = await stat(lock).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > STALE_MS;
}
