import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** A client's own list of answered exchanges, which survives what the bus does not. */
export interface AnsweredList {
  /** Writes an id; on return it is on the disk. */
  add(exchange: string): void;
  /** What the file holds. */
  read(): string[];
  close(): void;
}

/** Opens the list in a file. */
export function openAnsweredList(file: string): AnsweredList {
  const handle = openSync(file, 'a');
  return {
    add(exchange) {
      writeSync(handle, `${exchange}\n`);
      fsyncSync(handle);
    },
    read: () => readFileSync(file, 'utf8').split('\n').slice(0, -1),
    close: () => closeSync(handle),
  };
}
