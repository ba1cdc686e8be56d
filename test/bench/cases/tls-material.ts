import { createAuthority } from '@simpul/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { ClientTls } from '../load/load.ts';

/** The certificates of the cases behind TLS: both servers show the same one, and callers the same other one. */
export interface TlsMaterial {
  /** Files of the server's certificate and key. */
  readonly certFile: string;
  readonly keyFile: string;
  readonly client: ClientTls;
  /** Fingerprint of the caller's certificate. */
  readonly fingerprint: string;
}

/** Makes them in a folder; this process believes their authority from then on. */
export async function makeTlsMaterial(folder: string): Promise<TlsMaterial> {
  const authority = await createAuthority();
  const server = await authority.server();
  const client = await authority.client({ name: 'pemakai' });
  const [certFile, keyFile] = [join(folder, 'server.pem'), join(folder, 'server.key')];
  writeFileSync(certFile, server.cert);
  writeFileSync(keyFile, server.key);
  setDefaultCACertificates([...getCACertificates('default'), authority.cert]);
  const { cert, key, fingerprint } = client;
  return { certFile, keyFile, client: { cert, key, ca: authority.cert }, fingerprint };
}
