import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const INSTANCE = 'ID-UJI';
export const CLIENT = `${INSTANCE}/GOV/KONSUMEN/klien`;
/** Path of the services' own address. */
export const BASE = '/api';
/** Only GET below `/umum` is agreed upon; encoded slashes are refused by `sempit` and data for `sempit-data`. */
export const NARROW = ['sempit', 'sempit-data'] as const;
export const ALLOWED = '/umum';

/** Address of a service on the bus; `luas` is agreed upon as a whole. */
export const road = (service: 'luas' | (typeof NARROW)[number]): string =>
  `/r1/${INSTANCE}/GOV/PENYEDIA/sistem/${service}`;

/** Writes the region. @returns its file. */
export function writeRegion(folder: string, agency: string): string {
  const text = (id: string) => ({ id });
  const service = (code: string, more: object = {}) => ({
    code,
    name: text(code),
    type: 'REST',
    version: '1',
    url: agency + BASE,
    ...more,
  });
  const agreement = (to: string, more: object = {}) => ({
    id: `PKS-${to}`,
    consumer: CLIENT,
    service: `GOV/PENYEDIA/sistem/${to}`,
    purpose: { code: 'uji', text: text('Uji') },
    legalBasis: 'Peraturan uji',
    validFrom: '2020-01-01',
    validUntil: '2099-12-31',
    ...more,
  });
  const narrow = { endpoints: [{ method: 'GET', path: `${ALLOWED}/**` }] };
  const member = (code: string, subsystem: object) => ({
    class: 'GOV',
    code,
    name: text(code),
    kind: 'opd',
    subsystems: [subsystem],
  });
  const services = [service('luas'), service('sempit'), service('sempit-data', { encodedSlash: 'data' })];
  const region = {
    version: 1,
    instance: INSTANCE,
    name: text('Wilayah uji'),
    mode: 'sandbox',
    egress: { allow: ['127.0.0.1/32'] },
    members: [
      member('KONSUMEN', { code: 'klien', name: text('Klien'), link: 'open' }),
      member('PENYEDIA', { code: 'sistem', name: text('Sistem'), services }),
    ],
    agreements: [agreement('luas'), agreement('sempit', narrow), agreement('sempit-data', narrow)],
  };
  const file = join(folder, 'region.json');
  writeFileSync(file, JSON.stringify(region));
  return file;
}
