import { cpSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a log server that faults are aimed at. */
export interface StoreFiles {
  /** The log's SQLite file. */
  readonly database: string;
  /** Its write-ahead log, into which every commit goes. */
  readonly wal: string;
  /** What the signer signed last, and the name under which it is written before it is renamed. */
  readonly memory: string;
  readonly newMemory: string;
  /** Folder of both and of the keys. */
  readonly keys: string;
}

/** The files of the log server on a folder. */
export function storeFiles(folder: string): StoreFiles {
  const keys = join(folder, 'keys');
  return {
    database: join(folder, 'store/audit.sqlite'),
    wal: join(folder, 'store/audit.sqlite-wal'),
    memory: join(keys, 'signed.json'),
    newMemory: join(keys, 'signed.json.new'),
    keys,
  };
}

/** Copies the folder of a log server that does not run. @returns the copy's path */
export function copyLog(folder: string, copy: string): string {
  cpSync(folder, copy, { recursive: true });
  return copy;
}
