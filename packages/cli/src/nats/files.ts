import { open, readFile } from 'node:fs/promises';

const OWNER_ONLY = 0o600;
const FOR_ALL = 0o644;

/** Text of a file; undefined where there is none. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a file that must not be there, durably; for its owner only, unless it is public. @throws Error where it is there */
export async function writeOnce(file: string, text: string, { isPublic = false } = {}): Promise<void> {
  const handle = await open(file, 'wx', isPublic ? FOR_ALL : OWNER_ONLY);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
