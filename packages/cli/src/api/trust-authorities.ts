import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { CONFIG, SimpulError } from '@simpul/errors';
import type { Terminal } from '../terminal.ts';

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Makes this process believe the authorities in a file besides the public ones: a bus of a region is often certified by an
 * authority of the region's own. All connections of a command are meant, so it is done once, for the process.
 *
 * @param file - `--ca`; SIMPUL_CA where it is undefined
 * @throws SimpulError `SIMPUL_CONFIG_INVALID`
 */
export async function trustAuthorities(file: string | undefined, { env, cwd }: Terminal): Promise<void> {
  const given = file ?? env['SIMPUL_CA'];
  if (given === undefined || given === '') return;
  const name = file === undefined ? 'SIMPUL_CA' : '--ca';
  const refuse = (reason: string, cause?: unknown): SimpulError =>
    new SimpulError(CONFIG.INVALID, { params: { name, reason: `${given} ${reason}` }, cause });
  let blocks: readonly string[];
  try {
    blocks = (await readFile(resolve(cwd, given), 'utf8')).match(PEM_CERTIFICATE) ?? [];
  } catch (cause) {
    throw refuse(`cannot be read (${(cause as NodeJS.ErrnoException).code})`, cause);
  }
  if (blocks.length === 0 || !blocks.every(isCertificate)) throw refuse('holds no certificate (PEM)');
  setDefaultCACertificates([...getCACertificates('default'), ...blocks]);
}

/** Node itself would pass over what is none. */
function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).raw.length > 0;
  } catch {
    return false;
  }
}
