import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CONFIG, SimpulError } from '@simpul/errors';
import type { Terminal } from '../terminal.ts';

/** A file that the command line names. @throws SimpulError `SIMPUL_CONFIG_INVALID` */
export async function readGivenFile(file: string, terminal: Terminal): Promise<Buffer> {
  try {
    return await readFile(resolve(terminal.cwd, file));
  } catch (error) {
    const reason = `cannot be read (${(error as NodeJS.ErrnoException).code})`;
    throw new SimpulError(CONFIG.INVALID, { params: { name: file, reason }, cause: error });
  }
}
