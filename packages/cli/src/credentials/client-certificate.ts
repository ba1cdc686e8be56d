import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CONFIG, SimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import type { BusOptions } from './find-bus.ts';

/**
 * The certificate that `--cert` and `--cert-key` name; undefined where neither is given.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE` for one alone, `SIMPUL_CONFIG_INVALID`
 */
export async function readClientCertificate(
  { cert, certKey }: Pick<BusOptions, 'cert' | 'certKey'>,
  terminal: Terminal,
): Promise<{ readonly cert: string; readonly key: string } | undefined> {
  if (cert === undefined && certKey === undefined) return undefined;
  if (cert === undefined || certKey === undefined) {
    throw new SimpulError(CLI.USAGE, { params: { reason: '--cert and --cert-key go together' } });
  }
  return { cert: await readPem('--cert', cert, terminal), key: await readPem('--cert-key', certKey, terminal) };
}

async function readPem(name: string, file: string, { cwd }: Terminal): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (cause) {
    const reason = `${file} cannot be read (${(cause as NodeJS.ErrnoException).code})`;
    throw new SimpulError(CONFIG.INVALID, { params: { name, reason }, cause });
  }
}
