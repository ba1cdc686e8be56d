import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { LogSource } from './log-source.ts';

/** The log whose files lie in a folder, laid out as C2SP tlog-tiles. */
export function folderLog(folder: string): LogSource {
  return {
    name: folder,
    read: (path) => unlessAbsent(readFile(join(folder, path))),
    async partialWidths(tilePath) {
      const partials = join(folder, dirname(tilePath), `${basename(tilePath)}.p`);
      const names = (await unlessAbsent(readdir(partials))) ?? [];
      return names.map(Number).filter((width) => Number.isInteger(width));
    },
    close: () => Promise.resolve(),
  };
}

/** Whether a path is a folder. */
export async function isFolder(path: string): Promise<boolean> {
  return (await unlessAbsent(stat(path)))?.isDirectory() ?? false;
}

/** Whether a path is a file. */
export async function isFile(path: string): Promise<boolean> {
  return (await unlessAbsent(stat(path)))?.isFile() ?? false;
}

async function unlessAbsent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
