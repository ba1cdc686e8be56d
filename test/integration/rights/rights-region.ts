import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const INSTANCE = 'ID-UJI';
/** Calls without a token; of an agency of the kind `opd` in region 18.71. */
export const OPEN = `${INSTANCE}/GOV/KONSUMEN/terbuka`;
/** Has a token, and may have legacy links. */
export const KEYED = `${INSTANCE}/GOV/KONSUMEN/bertoken`;
/** Calls without a token; of an agency that is a city. */
export const CITY = `${INSTANCE}/GOV/KOTA/terbuka`;
/** A system of the agency that delegates. */
export const PRINCIPAL = `${INSTANCE}/GOV/PEMBERI/sistem`;
export const PROVIDER = 'GOV/PENYEDIA/sistem';
/** Digits of the day that it is in the region, far before and far after. */
const LONG_AGO = '2020-01-01';
const FAR = '2099-12-31';

const text = (id: string) => ({ id });
const json = (schema: object, example?: unknown) => ({
  content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
});

/** A contract with a path of its own, so that it shows which version it is held to. */
function contract(path: string): object {
  const answer = { type: 'object', required: ['status'], properties: { status: { type: 'string' } } };
  return {
    openapi: '3.1.0',
    info: { title: 'Izin', version: '1' },
    paths: {
      [path]: {
        get: { responses: { '200': { description: 'ok', ...json(answer, { status: 'terbit' }) } } },
        post: {
          requestBody: {
            required: true,
            ...json({ type: 'object', required: ['nomor'], properties: { nomor: { type: 'string' } } }),
          },
          responses: { '201': { description: 'ok', ...json(answer) } },
        },
        delete: { responses: {} },
      },
    },
  };
}

export interface RegionChange {
  readonly kindOfConsumer?: string;
}

/** Writes the region and its contracts into a folder. @returns its file */
export function writeRightsRegion(
  folder: string,
  agency: string,
  { kindOfConsumer = 'opd' }: RegionChange = {},
): string {
  const service = (code: string, more: object = {}) => ({
    code,
    name: text(code),
    type: 'REST',
    version: '1.0.0',
    url: `${agency}/${code}`,
    data: { classification: 'terbuka', personal: 'none' },
    ...more,
  });
  const agreement = (id: string, code: string, more: object = {}) => ({
    id,
    consumer: OPEN,
    service: `${PROVIDER}/${code}`,
    purpose: { code: 'uji', text: text('Uji') },
    legalBasis: 'Peraturan uji',
    validFrom: LONG_AGO,
    validUntil: FAR,
    ...more,
  });
  const openapi = (name: string, path: string): string => {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(contract(path)));
    return `./${name}.json`;
  };
  const member = (code: string, kind: string, subsystems: readonly object[]) => ({
    class: 'GOV',
    code,
    name: text(code),
    kind,
    region: '18.71',
    subsystems,
  });
  const { url: _, ...withoutBackend } = service('contoh', { type: 'OPENAPI', openapi: openapi('contoh', '/izin') });
  const versions = [
    {
      version: '1.4.0',
      state: 'deprecated',
      deprecatedAt: '2026-01-01',
      sunset: FAR,
      openapi: openapi('v1', '/lama'),
      url: `${agency}/v1`,
    },
    { version: '2.1.0', state: 'sandbox', openapi: openapi('v21', '/uji') },
    { version: '3.0.0', state: 'draft' },
    { version: '0.9.0', state: 'retired' },
    { version: '4.0.0', state: 'active', from: '2098-01-01', openapi: openapi('v4', '/nanti') },
  ];
  const region = {
    version: 1,
    instance: INSTANCE,
    name: text('Wilayah uji'),
    mode: 'sandbox',
    egress: { allow: ['127.0.0.1/32'] },
    members: [
      member('KONSUMEN', kindOfConsumer, [
        { code: 'terbuka', name: text('Terbuka'), link: 'open' },
        { code: 'bertoken', name: text('Bertoken'), link: 'token' },
      ]),
      member('KOTA', 'pemkot', [{ code: 'terbuka', name: text('Terbuka'), link: 'open' }]),
      member('PEMBERI', 'opd', [{ code: 'sistem', name: text('Sistem'), link: 'token' }]),
      member('PENYEDIA', 'opd', [
        {
          code: 'sistem',
          name: text('Sistem'),
          services: [
            service('izin', { type: 'OPENAPI', version: '2.0.0', openapi: openapi('v2', '/baru'), versions }),
            service('wakil'),
            service('titipan'),
            service('layak'),
            service('terbuka'),
            service('pribadi', { data: { classification: 'terbatas', personal: 'umum' } }),
            withoutBackend,
          ],
        },
      ]),
    ],
    agreements: [
      agreement('PKS-IZIN-1', 'izin', { major: 1 }),
      agreement('PKS-IZIN-2', 'izin', { consumer: CITY }),
      agreement('PKS-WAKIL', 'wakil', { onBehalfOf: 'GOV/PEMBERI' }),
      agreement('PKS-TITIPAN', 'titipan', { providedFor: 'GOV/PEMBERI' }),
      agreement('PKS-LAYAK', 'layak', { consumer: '*', eligibility: { kind: ['opd'], region: ['18'] } }),
      agreement('PKS-TERBUKA', 'terbuka', { consumer: KEYED }),
      agreement('PKS-PRIBADI', 'pribadi', { consumer: KEYED }),
      agreement('PKS-CONTOH', 'contoh'),
    ],
  };
  const file = join(folder, 'region.json');
  writeFileSync(file, JSON.stringify(region, undefined, 2));
  return file;
}
