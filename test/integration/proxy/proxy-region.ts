import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const INSTANCE = 'ID-UJI';
/** Calls with a token: the proxy's subsystem. */
export const CALLER = `${INSTANCE}/GOV/KONSUMEN/lama`;
/** A subsystem that exists, and as which the proxy does not call. */
export const OTHER = `${INSTANCE}/GOV/KONSUMEN/lain`;
export const ECHO = `/r1/${INSTANCE}/GOV/PENYEDIA/sistem/echo`;

const text = (id: string) => ({ id });

/** A region of one consumer with a token link and one provider without a contract. @returns its file. */
export function writeProxyRegion(folder: string, agencyUrl: string): string {
  const file = join(folder, 'region.json');
  const service = { code: 'echo', name: text('Gema'), type: 'REST', version: '1', url: agencyUrl };
  const provider = { code: 'sistem', name: text('Sistem'), services: [service] };
  const consumers = ['lama', 'lain'].map((code) => ({ code, name: text(code), link: 'token' }));
  const member = (code: string, subsystems: readonly object[]) => ({
    class: 'GOV',
    code,
    name: text(code),
    kind: 'opd',
    subsystems,
  });
  const agreement = {
    id: 'PKS-proksi',
    consumer: CALLER,
    service: 'GOV/PENYEDIA/sistem/echo',
    purpose: { code: 'uji', text: text('Uji proksi') },
    legalBasis: 'Peraturan uji',
    validFrom: '2020-01-01',
    validUntil: '2099-12-31',
  };
  const region = {
    version: 1,
    instance: INSTANCE,
    name: text('Wilayah uji proksi'),
    mode: 'sandbox',
    egress: { allow: ['127.0.0.1/32'] },
    members: [member('KONSUMEN', consumers), member('PENYEDIA', [provider])],
    agreements: [agreement],
  };
  writeFileSync(file, JSON.stringify(region));
  return file;
}
