import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files of a folder that are whole or not there, and stay once {@link DurableFiles.sync} has returned. */
export interface DurableFiles {
  /** Writes a file by way of the staging folder. Its bytes are on disk on return, its name after the next `sync`. */
  write(path: string, content: Uint8Array | string): Promise<void>;
  /** Puts the names of all files written so far on disk. */
  sync(): Promise<void>;
  /** Removes a file or a folder with all in it; it is no error where there is none. */
  remove(path: string): Promise<void>;
}

/** @param staging folder below `folder` for what is not whole yet; made and emptied by the caller */
export function durableFiles(folder: string, staging: string): DurableFiles {
  const touched = new Set<string>();
  return {
    async write(path, content) {
      const target = join(folder, path);
      const parent = dirname(path);
      if (!touched.has(parent)) {
        await mkdir(dirname(target), { recursive: true });
        for (let each = parent; ; each = dirname(each)) {
          touched.add(each);
          if (each === '.') break;
        }
      }
      const draft = join(folder, staging, randomUUID());
      const file = await open(draft, 'wx');
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, target);
    },
    async sync() {
      for (const each of touched) await syncFolder(join(folder, each));
      touched.clear();
    },
    remove: (path) => rm(join(folder, path), { recursive: true, force: true }),
  };
}

/** Puts the names in a folder on disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
