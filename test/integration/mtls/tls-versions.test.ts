import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type CertificateAuthority,
  createAuthority,
  type FakeAgency,
  launchSimpul,
  type LaunchedSimpul,
  machineHas,
  type MadeCertificate,
  selfSigned,
  startFakeAgency,
  temporaryFolder,
} from '@simpul/testing';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CERTIFIED, ECHO, OTHER, writeMtlsRegion } from './mtls-region.ts';
import { tlsCall } from './tls-call.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

const folder = temporaryFolder();
const file = (name: string): string => join(folder.path, name);
let authority: CertificateAuthority;
let agency: FakeAgency;
let strict: LaunchedSimpul;
let older: LaunchedSimpul;
let issued: MadeCertificate;
let own: MadeCertificate;

beforeAll(async () => {
  authority = await createAuthority();
  const vendors = await createAuthority({ name: 'Otoritas vendor' });
  agency = await startFakeAgency();
  issued = await vendors.client({ name: 'bersertifikat' });
  own = await selfSigned({ name: 'tetangga' });
  const certificates = { [CERTIFIED]: [issued.fingerprint], [OTHER]: [own.fingerprint] };
  const { file: region } = await writeMtlsRegion(folder.path, { mode: 'production', agency: agency.url, certificates });
  const door = await authority.server();
  writeFileSync(file('cert.pem'), door.cert);
  writeFileSync(file('key.pem'), door.key);
  writeFileSync(file('vendors.pem'), vendors.cert);
  const args = ['--tls-cert', file('cert.pem'), '--tls-key', file('key.pem')];
  strict = await launchSimpul({ region, data: file('strict'), args });
  const more = ['--tls-min', '1.2', '--tls-client-ca', file('vendors.pem')];
  older = await launchSimpul({ region, data: file('older'), args: [...args, ...more] });
});
afterAll(async () => {
  await Promise.all([strict.kill(), older.kill(), agency.stop()]);
  folder.remove();
});

describe('TLS at the public door', () => {
  const call = ({ port }: LaunchedSimpul, more: object) =>
    tlsCall({ port, path: ECHO, ca: authority.cert, headers: { 'X-Road-Client': CERTIFIED }, ...more });

  it('is 1.3, and 1.2 only where it was allowed', async () => {
    const client = { cert: issued.cert, key: issued.key };
    expect((await call(strict, client)).status).toBe(200);
    await expect(call(strict, { ...client, maxVersion: 'TLSv1.2' })).rejects.toThrow(/protocol version/);
    expect((await call(older, { ...client, maxVersion: 'TLSv1.2' })).status).toBe(200);
  });

  it('takes, where a client CA was named, only what it stands for', async () => {
    expect((await call(older, { cert: issued.cert, key: issued.key })).status).toBe(200);
    const refused = await call(older, { cert: own.cert, key: own.key, headers: { 'X-Road-Client': OTHER } });
    expect([refused.status, refused.error]).toEqual([401, 'Server.ClientProxy.SslAuthenticationFailed']);
    expect(refused.text).toContain('SIMPUL_AUTH_CERTIFICATE_INVALID');
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
(machineHas(hasOpenssl, 'openssl') ? describe : describe.skip)('openssl s_client', () => {
  const REFUSED = 1;
  /** Exit code of a handshake; the weakest offers need OpenSSL's own guard lowered. */
  const handshake = ({ port }: LaunchedSimpul, ...args: readonly string[]): number | null =>
    spawnSync('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...args], { input: 'Q\n' }).status;

  it.each(['-tls1', '-tls1_1'])('is refused with %s by both', (version) => {
    const offer = [version, '-cipher', 'DEFAULT:@SECLEVEL=0'];
    expect([handshake(strict, ...offer), handshake(older, ...offer)]).toEqual([REFUSED, REFUSED]);
  });

  it.each([
    'AES256-GCM-SHA384',
    'AES128-SHA',
    'ECDHE-ECDSA-AES256-SHA384',
    'ECDHE-ECDSA-AES128-SHA',
    'DHE-RSA-AES256-GCM-SHA384',
    'NULL',
    'aNULL',
    '3DES',
    'RC4',
  ])('is refused with %s under TLS 1.2', (cipher) =>
    expect(handshake(older, '-tls1_2', '-cipher', `${cipher}:@SECLEVEL=0`)).toBe(REFUSED),
  );

  it.each(['X448', 'P-521', 'ffdhe2048'])('is refused with the group %s by both', (group) => {
    const offer = ['-groups', group];
    expect([handshake(strict, ...offer), handshake(older, ...offer)]).toEqual([REFUSED, REFUSED]);
  });

  it('is let in with what has forward secrecy and authenticated encryption', () => {
    expect(handshake(strict, '-tls1_3')).toBe(0);
    for (const group of ['X25519', 'P-256', 'P-384']) expect(handshake(strict, '-groups', group)).toBe(0);
    for (const cipher of ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-CHACHA20-POLY1305']) {
      expect(handshake(older, '-tls1_2', '-cipher', cipher)).toBe(0);
      expect(handshake(strict, '-tls1_2', '-cipher', cipher)).toBe(REFUSED);
    }
  });
});
