import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CertificateAuthority,
  createAuthority,
  openOnLoopback,
  type TemporaryFolder,
  temporaryFolder,
} from '@simpul/testing';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { checkCertificates } from '../../../src/doctor/checks/certificates.ts';
import { codes, makePatient, regionOf, settingsOf, SIAK, subsystem, TERMINAL } from '../make-patient.ts';

const terminal = { ...TERMINAL, now: () => Date.now() };
let authority: CertificateAuthority;
let folder: TemporaryFolder;
const place = (name: string) => join(folder.path, name);

beforeAll(async () => {
  authority = await createAuthority();
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

describe('the certificate files of the public door', () => {
  async function look(
    wish: Parameters<CertificateAuthority['server']>[0],
    flags: Readonly<Record<string, string>> = {},
  ) {
    const { cert, key } = await authority.server(wish);
    writeFileSync(place('cert.pem'), cert);
    writeFileSync(place('key.pem'), key);
    const files = { tlsCert: place('cert.pem'), tlsKey: place('key.pem') };
    const settings = settingsOf({ publicUrl: 'https://bus.example', ...files, ...flags });
    return codes(await checkCertificates(makePatient({ terminal, settings })));
  }
  const names = ['bus.example'];

  it.each([
    { untilDays: 31, found: ['certificate-fine'] },
    { untilDays: 29, found: ['certificate-ends'] },
  ])('end in $untilDays days: $found', async ({ untilDays, found }) => {
    expect(await look({ names, untilDays })).toEqual(found);
  });

  it('are refused as a start refuses them', async () => {
    expect(await look({ names, fromDays: -9, untilDays: -1 })).toEqual(['certificate-unusable']);
    expect(await look({ names }, { tlsKey: place('none.pem') })).toEqual(['certificate-unusable']);
  });

  it('must name the public address', async () => {
    expect(await look({ names: ['other.example'] })).toEqual(['certificate-fine', 'certificate-misnamed']);
  });
});

describe('the certificate that the bus shows', () => {
  async function look(wish: Parameters<CertificateAuthority['server']>[0], host = 'localhost') {
    const door = await openOnLoopback(createServer(await authority.server(wish)));
    const address = { url: `https://127.0.0.1:${door.port}`, publicUrl: `https://${host}:${door.port}` };
    const found = await checkCertificates(makePatient({ terminal, address }));
    await door.stop();
    return codes(found);
  }

  it('is trusted where its authority is', async () => {
    expect(await look({ untilDays: 90 })).toEqual(['certificate-fine', 'certificate-mistrusted']);
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, authority.cert]);
    try {
      expect(await look({ untilDays: 90 })).toEqual(['certificate-fine']);
      expect(await look({ untilDays: 90 }, 'bus.example')).toEqual(['certificate-fine', 'certificate-other-name']);
      expect(await look({ untilDays: 5 })).toEqual(['certificate-ends']);
      expect(await look({ fromDays: -9, untilDays: -1 })).toEqual(['certificate-expired']);
    } finally {
      setDefaultCACertificates(before);
    }
  });

  it('is not there where nothing speaks TLS, and is not needed without it', async () => {
    const at = (url: string) => checkCertificates(makePatient({ terminal, address: { url, publicUrl: url } }));
    expect(codes(await at('https://127.0.0.1:1'))).toEqual(['certificate-not-shown']);
    expect(codes(await at('http://127.0.0.1:1'))).toEqual(['certificate-none']);
    expect(codes(await checkCertificates(makePatient()))).toEqual(['certificate-unknown']);
  });
});

describe('pinned certificates', () => {
  const print = 'ab'.repeat(32);
  const line = (end: number) =>
    `simpul_client_certificate_end_timestamp_seconds{subsystem="${SIAK}",certificate="${print}"} ${end / 1000}\n`;
  const region = regionOf([
    subsystem({ link: 'mtls', certificates: [print.toUpperCase().match(/../g)?.join(':') ?? ''] }),
  ]);
  const look = async (metrics: string) =>
    (
      await checkCertificates(makePatient({ region, metrics, address: { url: 'http://a', publicUrl: 'http://a' } }))
    ).slice(1);

  it('are judged once the bus has seen them', async () => {
    const soon = Date.UTC(2026, 11, 1);
    expect(await look(`# HELP x\n${line(soon)}`)).toMatchObject([
      { code: 'certificate-ends', what: `${SIAK} (abababababab…): ends on 2026-12-01, in 5 days` },
    ]);
    expect(codes(await look(line(Date.UTC(2026, 9, 1))))).toEqual(['certificate-expired']);
    expect(codes(await look(line(Date.UTC(2027, 9, 1))))).toEqual(['certificate-fine']);
  });

  it('are known by fingerprint alone until then', async () => {
    expect(codes(await look(''))).toEqual(['certificates-unseen']);
  });
});
