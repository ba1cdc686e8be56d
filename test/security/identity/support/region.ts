import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const INSTANCE = 'ID-UJI';
/** On a token link, without a certificate. */
export const KEYED = `${INSTANCE}/GOV/KONSUMEN/bertoken`;
/** On a token link, with one certificate that its tokens may be bound to. */
export const PINNED = `${INSTANCE}/GOV/KONSUMEN/bersertifikat`;
/** More of the first kind, so that no limit of one client is met. */
export const CROWD = Array.from({ length: 12 }, (_, i) => `${INSTANCE}/GOV/KONSUMEN/kawan-${i + 1}`);
export const ECHO = `/r1/${INSTANCE}/GOV/PENYEDIA/sistem/gema`;
/** Another service that both may use. */
export const OTHER_ECHO = `/r1/${INSTANCE}/GOV/PENYEDIA/sistem/lain`;

/** Writes a sandbox of consumers with tokens. @returns its file */
export function writeRegion(folder: string, agency: string, print: string): string {
  const consumers = [KEYED, PINNED, ...CROWD].map((id) => ({
    code: id.split('/').at(-1),
    name: { id: 'Konsumen' },
    link: 'token',
    certificates: id === PINNED ? [print] : [],
  }));
  const services = ['gema', 'lain'].map((code) => ({
    code,
    name: { id: code },
    type: 'REST',
    version: '1',
    url: agency,
  }));
  const member = { class: 'GOV', name: { id: 'Dinas' }, kind: 'opd' };
  const region = {
    version: 1,
    instance: INSTANCE,
    name: { id: 'Wilayah uji' },
    mode: 'sandbox',
    egress: { allow: ['127.0.0.1/32'] },
    members: [
      { ...member, code: 'PENYEDIA', subsystems: [{ code: 'sistem', name: { id: 'S' }, services }] },
      { ...member, code: 'KONSUMEN', subsystems: consumers },
    ],
    agreements: consumers.flatMap(({ code }) =>
      services.map((service) => ({
        id: `PKS-${code}-${service.code}`,
        consumer: `GOV/KONSUMEN/${code}`,
        service: `GOV/PENYEDIA/sistem/${service.code}`,
        purpose: { code: 'uji', text: { id: 'Uji' } },
        legalBasis: 'Peraturan uji',
        validFrom: '2020-01-01',
        validUntil: '2099-12-31',
      })),
    ),
  };
  const file = join(folder, 'region.json');
  writeFileSync(file, JSON.stringify(region));
  return file;
}
