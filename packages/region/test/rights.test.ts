import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { loadRegion, RegionFileError } from '../src/index.ts';
import { CONTRACT, FILES, writeFiles } from './marked-region.ts';

const SERVICE = 'GOV/A/s/izin';
const text = (id: string) => ({ id });
const V1 = {
  version: '1.0.0',
  state: 'deprecated',
  deprecatedAt: '2026-01-01',
  sunset: '2026-12-31',
  openapi: './v1.yaml',
};
const AGREEMENT = {
  id: 'PKS-1',
  consumer: '*',
  eligibility: { kind: ['opd'] },
  service: SERVICE,
  purpose: { code: 'uji', text: text('Uji') },
  legalBasis: 'Perpres 95/2018',
  validFrom: '2026-01-01',
  validUntil: '2026-12-31',
};
const DELEGATION = {
  id: 'DEL-1',
  from: 'GOV/B',
  to: 'GOV/A',
  side: 'provider',
  legalBasis: 'SK 1',
  validFrom: '2026-01-01',
  validUntil: '2026-12-31',
};

interface Parts {
  readonly mode?: string;
  readonly service?: object;
  readonly versions?: readonly object[];
  readonly agreement?: object;
  readonly delegation?: object;
}

async function load({ mode = 'sandbox', service = {}, versions = [V1], agreement = {}, delegation = {} }: Parts = {}) {
  const data = { classification: 'terbatas', personal: 'umum', elements: ['nomor'] };
  const region = {
    version: 1,
    instance: 'ID-LA',
    name: text('Lampung'),
    mode,
    egress: { allow: ['127.0.0.1/32'] },
    members: [
      {
        class: 'GOV',
        code: 'A',
        name: text('A'),
        kind: 'opd',
        subsystems: [
          {
            code: 's',
            name: text('S'),
            link: 'mtls',
            certificates: ['ab'.repeat(32)],
            services: [
              {
                code: 'izin',
                name: text('Izin'),
                type: 'OPENAPI',
                version: '2.0.0',
                openapi: './v2.yaml',
                url: 'http://127.0.0.1:9101',
                data,
                versions,
                ...service,
              },
            ],
          },
        ],
      },
    ],
    agreements: [{ ...AGREEMENT, ...agreement }],
    delegations: [{ ...DELEGATION, ...delegation }],
  };
  const path = await writeFiles({ ...FILES, 'region.json': JSON.stringify(region), 'v1.yaml': CONTRACT });
  await writeFile(join(dirname(path), 'v2.yaml'), CONTRACT);
  return loadRegion(join(dirname(path), 'region.json'));
}

async function messages(parts: Parts): Promise<string[]> {
  try {
    const { warnings } = await load(parts);
    return warnings.map(({ message }) => `warning: ${message}`);
  } catch (error) {
    if (error instanceof RegionFileError) return error.findings.map(({ message }) => message);
    throw error;
  }
}

describe('versions, delegations and rights of a region file', () => {
  it('become objects with full ids and digests; where an agreement is silent of data, its service speaks', async () => {
    const { objects } = await load();
    const of = (kind: string) => objects.filter((object) => object.kind === kind);
    expect(of('version').map(({ id, value }) => [id, value])).toEqual([
      ['ID-LA/GOV/A/s/izin@1.0.0', expect.objectContaining({ state: 'deprecated', sunset: '2026-12-31' })],
      ['ID-LA/GOV/A/s/izin@2.0.0', expect.objectContaining({ state: 'active' })],
    ]);
    expect(of('contract').map(({ id }) => id)).toEqual(['ID-LA/GOV/A/s/izin', 'ID-LA/GOV/A/s/izin@1.0.0']);
    expect(of('agreement')[0]?.value).toMatchObject({ consumer: '*', personal: 'umum', dataElements: ['nomor'] });
    expect(of('delegation')[0]?.value).toMatchObject({ from: 'ID-LA/GOV/B', to: 'ID-LA/GOV/A', status: 'active' });
  });

  it('leave a service without a list of versions as it was', async () => {
    const { objects } = await load({ versions: [] });
    expect(objects.filter(({ kind }) => kind === 'version')).toEqual([]);
  });

  it.each<[string, Parts, string]>([
    ['the own version again', { versions: [{ ...V1, version: '2.0.0' }] }, 'expected another version'],
    [
      'a version in use without a contract',
      { versions: [{ version: '1.0.0', state: 'active' }] },
      'expected openapi: FILE',
    ],
    [
      'a first day of a draft',
      { versions: [{ version: '3', state: 'draft', from: '2026-01-01' }] },
      'expected from only',
    ],
    ['a last day of an active one', { versions: [{ ...V1, state: 'active' }] }, 'expected deprecatedAt only'],
    ['an end before its beginning', { versions: [{ ...V1, sunset: '2025-01-01' }] }, 'not before deprecatedAt'],
    ['no system in production', { mode: 'production', service: { url: undefined } }, 'expected the key url'],
    ['a consumer that is anybody', { agreement: { eligibility: undefined } }, 'expected eligibility'],
    ['a receiver that is not there', { delegation: { to: 'GOV/A/t' } }, 'expected an existing subsystem'],
    ['a member that is not there', { delegation: { to: 'GOV/C' } }, 'expected an existing member'],
    ['a service that is not there', { delegation: { services: ['GOV/A/s/x'] } }, 'expected an existing service'],
    ['days out of order', { delegation: { validUntil: '2025-01-01' } }, 'not before validFrom'],
  ])('are refused for %s', async (_, parts, expected) => {
    expect((await messages(parts)).join('\n')).toContain(expected);
  });

  it('are doubtful where somebody provides for a member that has delegated nothing', async () => {
    await expect(messages({ agreement: { providedFor: 'GOV/B' } })).resolves.toEqual([]);
    const found = await messages({ agreement: { providedFor: 'GOV/C' } });
    expect(found.join()).toContain('warning: expected a delegation of GOV/C to ID-LA/GOV/A/s');
  });
});
