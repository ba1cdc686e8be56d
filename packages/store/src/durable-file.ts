import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Readable by the owner alone. */
const MODE = 0o600;

/** Writes a file for the owner alone, so that after a crash it is there whole or, as before, not at all. */
export function writeDurably(folder: string, name: string, content: string): void {
  const temporary = join(folder, `${name}.new`);
  const file = openSync(temporary, 'w', MODE);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, join(folder, name));
  syncFolder(folder);
}

/** Puts the names in a folder on disk. */
export function syncFolder(folder: string): void {
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
