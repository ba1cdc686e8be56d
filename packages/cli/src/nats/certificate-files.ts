import { authorityOf, type CertificateAuthority, createAuthority } from '@simpul/certificates';
import { SimpulError } from '@simpul/errors';
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { CLI } from '../errors.ts';
import { readIfThere, writeOnce } from './files.ts';

const AUTHORITY_DAYS = 3650;
const SERVER_DAYS = 825;
/** What a server on this machine is always reached by. */
const LOCAL_NAMES = ['localhost'];

/**
 * Makes the authority and the server's certificate that a folder lacks: `ca.pem`, `ca-key.pem`, `server.pem`,
 * `server-key.pem`.
 * @throws SimpulError where half of a pair is missing, or the certificate that is there does not name all hosts
 */
export async function makeCertificates(folder: string, hosts: readonly string[]): Promise<void> {
  const server = await readPair(folder, 'server.pem', 'server-key.pem');
  if (server !== undefined) {
    refuseOtherHosts(join(folder, 'server.pem'), server.cert, hosts);
    return;
  }
  const authority = await authorityIn(folder);
  const made = await authority.server({
    name: hosts[0] ?? 'localhost',
    names: [...LOCAL_NAMES, ...hosts],
    untilDays: SERVER_DAYS,
    alsoClient: true,
  });
  await writeOnce(join(folder, 'server-key.pem'), made.key);
  await writeOnce(join(folder, 'server.pem'), made.cert, { isPublic: true });
}

async function authorityIn(folder: string): Promise<CertificateAuthority> {
  const known = await readPair(folder, 'ca.pem', 'ca-key.pem');
  if (known !== undefined)
    return authorityOf({ ...known, fingerprint: new X509Certificate(known.cert).fingerprint256 });
  const made = await createAuthority({ name: 'Simpul NATS', untilDays: AUTHORITY_DAYS });
  await writeOnce(join(folder, 'ca-key.pem'), made.key);
  await writeOnce(join(folder, 'ca.pem'), made.cert, { isPublic: true });
  return made;
}

/** A certificate and its key; undefined where there is neither. */
async function readPair(folder: string, certFile: string, keyFile: string) {
  const [cert, key] = await Promise.all([readIfThere(join(folder, certFile)), readIfThere(join(folder, keyFile))]);
  if (cert !== undefined && key !== undefined) return { cert, key };
  if (cert === undefined && key === undefined) return undefined;
  const [missing, there] = cert === undefined ? [certFile, keyFile] : [keyFile, certFile];
  throw new SimpulError(CLI.NATS_FILE, {
    params: { file: join(folder, missing), reason: `it is missing beside ${there}: put it back, or remove that too` },
  });
}

function refuseOtherHosts(file: string, cert: string, hosts: readonly string[]): void {
  const certificate = new X509Certificate(cert);
  const unnamed = hosts.find((host) =>
    isIP(host) === 0 ? certificate.checkHost(host) === undefined : certificate.checkIP(host) === undefined,
  );
  if (unnamed === undefined) return;
  const reason = `it is not for ${unnamed}; remove it and its key, and one for all hosts given is made`;
  throw new SimpulError(CLI.NATS_FILE, { params: { file, reason } });
}
