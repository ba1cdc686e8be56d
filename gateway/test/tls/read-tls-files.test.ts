import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CertificateAuthority, createAuthority, type MadeCertificate, temporaryFolder } from '@simpul/testing';
import { createPrivateKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DoorTls } from '../../src/tls/door-tls.ts';
import { readTlsFiles } from '../../src/tls/read-tls-files.ts';
import { watchTlsFiles } from '../../src/tls/reload.ts';
import { keptLogger } from '../support/kept-logger.ts';

const folder = temporaryFolder();
let authority: CertificateAuthority;
let server: MadeCertificate;

beforeAll(async () => {
  authority = await createAuthority();
  server = await authority.server();
});
afterAll(() => folder.remove());

function write(name: string, text: string): string {
  const file = join(folder.path, name);
  writeFileSync(file, text);
  return file;
}
const tlsOf = (cert: string, key: string, ca?: string): DoorTls => ({
  certFile: write('cert.pem', cert),
  keyFile: write('key.pem', key),
  clientCaFile: ca === undefined ? undefined : write('ca.pem', ca),
  minVersion: 'TLSv1.3',
});
const refusal = (name: string, reason: RegExp) =>
  expect.objectContaining({ code: 'SIMPUL_CONFIG_INVALID', params: { name, reason: expect.stringMatching(reason) } });

describe('the files of the door', () => {
  it('are taken where they fit together, with the certificates between', () => {
    const tls = tlsOf(server.cert + authority.cert, server.key, authority.cert);
    expect(readTlsFiles(tls).certificate.checkHost('localhost')).toBe('localhost');
  });

  it.each<[string, string, RegExp, () => DoorTls]>([
    [
      'a file that is not there',
      '--tls-cert',
      /cannot be read \(ENOENT\)/,
      () => ({ ...tlsOf('', ''), certFile: '/none' }),
    ],
    ['no certificate', '--tls-cert', /holds no certificate/, () => tlsOf('x', server.key)],
    ['no key', '--tls-key', /holds no private key/, () => tlsOf(server.cert, 'x')],
    ['the key of another', '--tls-key', /is not the key of/, () => tlsOf(server.cert, authority.key)],
    ['a key with a passphrase', '--tls-key', /is encrypted/, () => tlsOf(server.cert, encrypted(server.key))],
    ['no client CA', '--tls-client-ca', /holds no certificate/, () => tlsOf(server.cert, server.key, 'x')],
    ['a client CA that is none', '--tls-client-ca', /no authority/, () => tlsOf(server.cert, server.key, server.cert)],
  ])('are refused with %s, by the name of the flag', (_, flag, reason, make) => {
    const tls = make();
    expect(() => readTlsFiles(tls)).toThrow(refusal(flag, reason));
  });

  it('are refused before the certificate begins and after it ends', async () => {
    const early = await authority.server({ fromDays: 1 });
    const late = await authority.server({ untilDays: -0.5 });
    expect(() => readTlsFiles(tlsOf(early.cert, early.key))).toThrow(refusal('--tls-cert', /not valid before/));
    expect(() => readTlsFiles(tlsOf(late.cert, late.key))).toThrow(refusal('--tls-cert', /expired on/));
  });
});

describe('changed files', () => {
  it('are used once they fit together; until then the old ones go on, and are complained of once', async () => {
    const tls = tlsOf(server.cert, server.key);
    const { logger, lines } = keptLogger();
    const used: string[] = [];
    const reload = watchTlsFiles({ tls, logger, use: ({ certificate }) => used.push(certificate.fingerprint256) });
    const next = await authority.server();
    reload.check();
    write('cert.pem', next.cert);
    reload.check();
    reload.check();
    expect([used, lines.map(({ alert }) => alert)]).toEqual([[], ['certificate-unusable']]);
    write('key.pem', next.key);
    reload.check();
    reload.check();
    expect(used).toEqual([readTlsFiles(tls).certificate.fingerprint256]);
  });
});

function encrypted(pem: string): string {
  return String(createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }));
}
