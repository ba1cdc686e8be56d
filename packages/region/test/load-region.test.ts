import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { RegistryObject } from '@simpul/contracts';
import { isSimpulError, REGION } from '@simpul/errors';
import { Ajv2020 } from 'ajv/dist/2020.js';
import canonicalize from 'canonicalize';
import { loadRegion, REGION_SCHEMA, RegionFileError } from '../src/index.ts';
import { AGREEMENT, CONTRACT, FILES, HEAD, MEMBERS, writeFiles } from './marked-region.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

describe('a region file that says only what it must', () => {
  it('gets every default', async () => {
    const path = await writeFiles({ 'region.yaml': HEAD + MEMBERS + AGREEMENT, ...FILES });
    const { objects, settings, warnings } = await loadRegion(path);
    expect(warnings).toEqual([]);
    expect(settings).toEqual({
      instance: 'ID-LA',
      name: { id: 'Provinsi Lampung' },
      mode: 'sandbox',
      timezone: 'Asia/Jakarta',
      xroad: { errorStyle: 'x7' },
      egress: { allow: ['127.0.0.1/32'] },
    });
    const agreement = {
      id: 'PKS-1',
      version: 1,
      consumer: 'ID-LA/GOV/1871-DPMPTSP/sicantik',
      service: 'ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status',
      purpose: { code: 'uji', text: { id: 'Uji' } },
      legalBasis: 'Perpres 95/2018',
      dataElements: [],
      personal: 'none',
      validFrom: '2026-01-01',
      validUntil: '2027-12-31',
      signatures: 'none',
    };
    expect(objects).toEqual([
      { kind: 'settings', id: 'region', value: settings },
      {
        kind: 'member',
        id: 'ID-LA/GOV/1871-DPMPTSP',
        value: { id: 'ID-LA/GOV/1871-DPMPTSP', name: { id: 'DPMPTSP' }, kind: 'opd' },
      },
      {
        kind: 'subsystem',
        id: 'ID-LA/GOV/1871-DPMPTSP/sicantik',
        value: {
          id: 'ID-LA/GOV/1871-DPMPTSP/sicantik',
          name: { id: 'siCantik' },
          link: 'token',
          status: 'active',
          certificates: [],
        },
      },
      {
        kind: 'service',
        id: agreement.service,
        value: {
          id: agreement.service,
          name: { id: 'Status' },
          type: 'OPENAPI',
          version: '1.2.0',
          url: 'http://127.0.0.1:9101/api',
          maxBody: 8_388_608,
          encodedSlash: 'refuse',
          connector: { kind: 'rest', auth: { kind: 'none' } },
          timeoutMs: 5000,
          status: 'active',
          notice: '',
          responses: 'report',
        },
      },
      {
        kind: 'contract',
        id: agreement.service,
        value: { service: agreement.service, mediaType: 'application/yaml', text: CONTRACT, digest: sha256(CONTRACT) },
      },
      {
        kind: 'agreement',
        id: 'PKS-1',
        value: { ...agreement, status: 'active', digest: sha256(canonicalize(agreement) ?? '') },
      },
    ]);
  });
});

const FULL = `version: 1
instance: ID-LA
name: { id: Provinsi Lampung, en: Lampung Province }
mode: sandbox
timezone: Asia/Makassar
xroad: { errorStyle: x8, server: GOV/A/simpul-1 }
egress: { allow: ['10.0.0.0/8', 'fd00::/8'] }
groups:
  - { code: semua, members: [ID-LA/GOV/B/two, GOV/A/one] }
members:
  - class: GOV
    code: B
    name: { id: B }
    region: '18.71'
    kind: pemkot
    egress: { allow: ['10.18.0.0/16'] }
    subsystems:
      - code: two
        name: { id: Dua }
        link: mtls
        status: suspended
        jwksUri: http://10.18.0.1/jwks
        certificates: ['AB:CD:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:EF']
        services:
          - code: mtls
            name: { id: M }
            type: REST
            version: '1'
            url: https://10.18.0.1
            maxBody: 512
            encodedSlash: data
            connector: { kind: rest, ca: ca.pem, auth: { kind: mtls, certificate: { file: c.pem }, key: { env: KEY } } }
            timeoutMs: 100
            status: maintenance
            notice: Sampai besok
            responses: enforce
            data: { classification: terbatas, personal: umum, elements: [nik], subjects: [{ in: body, at: /a/*/nik, kind: nik }] }
          - code: basic
            name: { id: B }
            type: REST
            version: '1'
            url: https://layanan.example
            maxBody: 1GiB
            connector: { kind: rest, auth: { kind: basic, username: u, password: { file: ../p } } }
            data: { classification: terbuka, personal: none }
  - class: GOV
    code: A
    name: { id: A }
    kind: opd
    subsystems:
      - { code: one, name: { id: Satu }, link: open, jwks: { keys: [{ kty: EC, crv: P-256, x: a, y: b }] } }
agreements:
  - id: Z-1
    consumer: group:semua
    service: ID-LA/GOV/B/two/basic
    endpoints: [{ method: '*', path: /a/*/** }]
    purpose: { code: uji, text: { id: Uji, en: Try } }
    legalBasis: Perpres 95/2018
    validFrom: 2024-02-29
    validUntil: 2024-02-29
    quota: { perMinute: 6 }
    signatures: both
    onBehalfOf: GOV/18-SETDA
    status: suspended
  - id: A-1
    consumer: GOV/A/one
    service: GOV/B/two/mtls
    purpose: { code: uji, text: { id: Uji } }
    legalBasis: Perpres 95/2018
    validFrom: 2026-01-01
    validUntil: 2027-12-31
people:
  - { email: b@inspektorat.example, role: auditor, scope: '18' }
  - { email: a@diskominfo.example, role: operator }
`;

describe('a region file that says everything', () => {
  it('is normalised: full ids, absolute paths, bytes, a fixed order', async () => {
    const path = await writeFiles({ 'sub/region.yaml': FULL, 'sub/c.pem': '', p: '' });
    const folder = dirname(path);
    const { objects, settings, warnings } = await loadRegion(path);
    expect(warnings).toEqual([]);
    expect(settings).toMatchObject({
      timezone: 'Asia/Makassar',
      xroad: { errorStyle: 'x8', server: 'ID-LA/GOV/A/simpul-1' },
    });
    expect(objects.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'settings region',
      'group semua',
      'member ID-LA/GOV/A',
      'member ID-LA/GOV/B',
      'subsystem ID-LA/GOV/A/one',
      'subsystem ID-LA/GOV/B/two',
      'service ID-LA/GOV/B/two/basic',
      'service ID-LA/GOV/B/two/mtls',
      'agreement A-1',
      'agreement Z-1',
      'person a@diskominfo.example',
      'person b@inspektorat.example',
    ]);
    const value = (kind: string, id: string) =>
      objects.find((object) => object.kind === kind && object.id === id)?.value;
    expect(value('group', 'semua')).toEqual({ code: 'semua', members: ['ID-LA/GOV/A/one', 'ID-LA/GOV/B/two'] });
    expect(value('subsystem', 'ID-LA/GOV/B/two')).toMatchObject({ certificates: [`abcd${'0'.repeat(58)}ef`] });
    expect(value('service', 'ID-LA/GOV/B/two/mtls')).toMatchObject({
      maxBody: 512,
      connector: {
        ca: join(folder, 'ca.pem'),
        auth: { kind: 'mtls', certificate: { file: join(folder, 'c.pem') }, key: { env: 'KEY' } },
      },
    });
    expect(value('service', 'ID-LA/GOV/B/two/basic')).toMatchObject({
      maxBody: 2 ** 30,
      connector: { auth: { kind: 'basic', username: 'u', password: { file: join(dirname(folder), 'p') } } },
      data: { classification: 'terbuka', personal: 'none', elements: [], subjects: [] },
    });
    expect(value('agreement', 'Z-1')).toMatchObject({ consumer: 'group:semua', onBehalfOf: 'ID-LA/GOV/18-SETDA' });
  });

  it('becomes objects of the registry', async () => {
    const { objects } = await loadRegion(await writeFiles({ 'region.yaml': FULL }));
    const validate = new Ajv2020({ strict: false }).compile(RegistryObject);
    for (const object of objects)
      expect([object.id, validate(object), validate.errors]).toEqual([object.id, true, null]);
  });
});

describe('loadRegion', () => {
  it('reads JSON as well, to the same objects', async () => {
    const yaml = await loadRegion(await writeFiles({ 'region.yaml': `${HEAD}members: []\n` }));
    const data = { version: 1, instance: 'ID-LA', name: { id: 'Provinsi Lampung' }, mode: 'sandbox', members: [] };
    const json = await loadRegion(await writeFiles({ 'region.json': JSON.stringify(data, undefined, '\t') }));
    expect(json.objects).toEqual(yaml.objects);
  });

  it('says that a file cannot be read', async () => {
    const outcome = await loadRegion('/nowhere/region.yaml').catch((error: unknown) => error);
    expect(isSimpulError(outcome, REGION.UNREADABLE)).toBe(true);
  });

  it('throws an error that counts its findings', async () => {
    const path = await writeFiles({ 'region.yaml': 'version: 2\n' });
    const outcome = await loadRegion(path).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(RegionFileError);
    expect(isSimpulError(outcome, REGION.INVALID)).toBe(true);
    if (!(outcome instanceof RegionFileError)) return;
    expect(outcome.params['count']).toBe(outcome.findings.length);
    expect(new Set(outcome.findings.map(({ file }) => file))).toEqual(new Set([path]));
  });

  it('refuses a file above 4 MiB, one that is not UTF-8, and a folder', async () => {
    const refused = async (path: string) => {
      const outcome = await loadRegion(path).catch((error: unknown) => error);
      return outcome instanceof RegionFileError ? outcome.findings : undefined;
    };
    const large = await writeFiles({ 'region.yaml': `# ${'x'.repeat(4 * 2 ** 20)}\n` });
    expect(await refused(large)).toEqual([
      { file: large, line: 1, column: 1, message: 'expected a region file of at most 4 MiB' },
    ]);
    const latin = await writeFiles({ 'region.yaml': Buffer.from('name: \u00e9\n', 'latin1') });
    expect(await refused(latin)).toMatchObject([{ line: 1, column: 1, message: 'expected UTF-8' }]);
    expect(await refused(dirname(latin))).toMatchObject([{ message: 'expected a file' }]);
  });

  it('exports a schema that describes the file', () => {
    const validate = new Ajv2020({ strict: false }).compile(REGION_SCHEMA);
    expect(validate({ version: 1, instance: 'ID-LA', name: { id: 'L' }, mode: 'sandbox', members: [] })).toBe(true);
    expect(validate({ version: 1, instance: 'ID-LA', name: { id: 'L' }, mode: 'sandbox', member: [] })).toBe(false);
  });
});
