import { SimpulError } from '@simpul/errors';
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CLI } from '../errors.ts';
import type { Terminal } from '../terminal.ts';

/** SHA-256 of a certificate in a file (PEM), 64 hex digits. @throws SimpulError `SIMPUL_CLI_USAGE` */
export async function readFingerprint(file: string, { cwd }: Terminal): Promise<string> {
  try {
    const { fingerprint256 } = new X509Certificate(await readFile(resolve(cwd, file)));
    return fingerprint256.replaceAll(':', '').toLowerCase();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? `${file} is not there` : `${file} holds no certificate (PEM)`;
    throw new SimpulError(CLI.USAGE, { params: { reason }, cause });
  }
}
