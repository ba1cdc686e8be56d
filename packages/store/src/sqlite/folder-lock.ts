import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CONFIG, SimpulError } from '@simpul/errors';
import { failureReason, isBusy, storeFailed } from './sqlite-error.ts';

export interface FolderLock {
  release(): void;
}

// A connection that is garbage-collected is closed, and its lock with it.
const held = new Set<DatabaseSync>();

/**
 * Makes this process the only owner of a folder: an EXCLUSIVE lock on an SQLite file in it, which the operating system
 * drops when the process ends, however it ends. Nothing else may open the file: closing it would drop the lock (POSIX).
 * @param file of the lock, made if absent
 * @throws SimpulError `CONFIG.FOLDER_TAKEN` if it is held, `STORE.FAILED` if it cannot be opened
 */
export function acquireFolderLock(file: string): FolderLock {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (isBusy(error)) throw new SimpulError(CONFIG.FOLDER_TAKEN, { params: { folder: dirname(file) }, cause: error });
    throw storeFailed(`the lock of the folder: ${failureReason(error)}`, error);
  }
  const connection = database;
  held.add(connection);
  return {
    release: () => {
      if (held.delete(connection)) connection.close();
    },
  };
}
