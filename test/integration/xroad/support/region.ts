import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const INSTANCE = 'ID-UJI';
/** Calls over an `open` link. */
export const CLIENT = `${INSTANCE}/GOV/KONSUMEN/terbuka`;
/** Registered, and without any agreement. */
export const STRANGER = `${INSTANCE}/GOV/KONSUMEN/asing`;
/** Calls with a token. */
export const KEYED = `${INSTANCE}/GOV/KONSUMEN/bertoken`;
/** This bus, as `X-Road-Security-Server` names it. */
export const SERVER = `${INSTANCE}/GOV/PENYEDIA/bus`;
export const PROVIDER = `${INSTANCE}/GOV/PENYEDIA/sistem`;
/** Path of the services' own addresses, with which every call to a provider begins. */
export const BASE = '/api';
/** What the disabled service says. */
export const NOTICE = 'Tutup sampai 1 Juli';

/** Address of a service on the bus. */
export const road = (service: string): string => `/r1/${PROVIDER}/${service}`;

const text = (id: string) => ({ id });

/** `GET /listMethods` of the region, but for `izin`: the services without a contract. */
export const PLAIN_SERVICES = ['apa', 'data', 'lambat', 'mati', 'tutup', 'wakil'];

const CONTRACT = {
  openapi: '3.0.3',
  info: { title: 'Izin', version: '1' },
  servers: [
    { url: 'https://10.0.0.7:8443/dalam/api' },
    { url: 'https://{host}/api', variables: { host: { default: 'x' } } },
  ],
  paths: {
    '/permits/{number}': {
      get: {
        parameters: [{ name: 'number', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { '200': { description: 'ok' } },
      },
    },
    '/permits': { post: { responses: { '200': { description: 'ok' } } } },
  },
};

export interface RegionOptions {
  /** Where the provider's system is. */
  readonly agency: string;
  /** A port on which nobody listens. */
  readonly closedPort: number;
  readonly errorStyle?: 'x7' | 'x8';
}

/** Writes the region and its contract. @returns its file. */
export function writeRegion(folder: string, { agency, closedPort, errorStyle }: RegionOptions): string {
  const service = (code: string, more: object = {}) => ({
    code,
    name: text(code),
    type: 'REST',
    version: '1',
    url: agency + BASE,
    ...more,
  });
  const agreement = (id: string, to: string, more: object = {}) => ({
    id,
    consumer: CLIENT,
    service: `GOV/PENYEDIA/sistem/${to}`,
    purpose: { code: 'uji', text: text('Uji') },
    legalBasis: 'Peraturan uji',
    validFrom: '2020-01-01',
    validUntil: '2099-12-31',
    ...more,
  });
  const region = {
    version: 1,
    instance: INSTANCE,
    name: text('Wilayah uji'),
    mode: 'sandbox',
    xroad: { server: SERVER, ...(errorStyle === undefined ? {} : { errorStyle }) },
    egress: { allow: ['127.0.0.1/32'] },
    members: [
      {
        class: 'GOV',
        code: 'KONSUMEN',
        name: text('Konsumen & <Mitra>'),
        kind: 'opd',
        subsystems: [
          { code: 'terbuka', name: text('Terbuka'), link: 'open' },
          { code: 'asing', name: text('Asing'), link: 'open' },
          { code: 'bertoken', name: text('Bertoken'), link: 'token' },
        ],
      },
      {
        class: 'GOV',
        code: 'PENYEDIA',
        name: text('Penyedia'),
        kind: 'opd',
        subsystems: [
          {
            code: 'sistem',
            name: text('Sistem'),
            services: [
              service('apa'),
              service('data', { encodedSlash: 'data' }),
              service('izin', { type: 'OPENAPI', openapi: './izin.json' }),
              service('lambat', { timeoutMs: 300 }),
              service('mati', { url: `http://127.0.0.1:${closedPort}` }),
              service('tutup', { status: 'disabled', notice: NOTICE }),
              service('wakil'),
            ],
          },
        ],
      },
      { class: 'GOV', code: 'TANPA', name: text('Tanpa sistem'), kind: 'opd' },
    ],
    agreements: [
      ...['apa', 'data', 'lambat', 'mati', 'tutup'].map((to) => agreement(`PKS-${to}`, to)),
      agreement('PKS-izin', 'izin', { endpoints: [{ method: 'GET', path: '/permits/*' }] }),
      agreement('PKS-token', 'apa', { consumer: KEYED }),
      agreement('PKS-wakil', 'wakil', { onBehalfOf: 'GOV/TANPA' }),
    ],
    delegations: [
      {
        id: 'DEL-wakil',
        from: 'GOV/TANPA',
        to: 'GOV/KONSUMEN',
        side: 'consumer',
        legalBasis: 'Peraturan uji',
        validFrom: '2020-01-01',
        validUntil: '2099-12-31',
      },
    ],
  };
  writeFileSync(join(folder, 'izin.json'), JSON.stringify(CONTRACT));
  const file = join(folder, 'region.json');
  writeFileSync(file, JSON.stringify(region, undefined, 2));
  return file;
}
