import { writeFileSync } from 'node:fs';

export const INSTANCE = 'ID-UJI';
/** Subsystem with a token link, whose key the sandbox makes; without the instance. */
export const CONSUMER = 'GOV/KONSUMEN/lama';
export const ECHO = `/r1/${INSTANCE}/GOV/PENYEDIA/sistem/echo`;

const text = (id: string) => ({ id });

/** Writes a region of one consumer and one provider without a contract. */
export function writeKeyRegion(file: string, agencyUrl: string, status: 'active' | 'suspended' = 'active'): void {
  const service = { code: 'echo', name: text('Gema'), type: 'REST', version: '1', url: agencyUrl, timeoutMs: 30_000 };
  const provider = { code: 'sistem', name: text('Sistem'), services: [service] };
  const consumer = { code: 'lama', name: text('Lama'), link: 'token', status };
  const member = (code: string, subsystem: object) => ({
    class: 'GOV',
    code,
    name: text(code),
    kind: 'opd',
    subsystems: [subsystem],
  });
  const agreement = {
    id: 'PKS-kunci',
    consumer: CONSUMER,
    service: 'GOV/PENYEDIA/sistem/echo',
    purpose: { code: 'uji', text: text('Uji kunci') },
    legalBasis: 'Peraturan uji',
    validFrom: '2020-01-01',
    validUntil: '2099-12-31',
  };
  const region = {
    version: 1,
    instance: INSTANCE,
    name: text('Wilayah uji kunci'),
    mode: 'sandbox',
    egress: { allow: ['127.0.0.1/32'] },
    members: [member('KONSUMEN', consumer), member('PENYEDIA', provider)],
    agreements: [agreement],
  };
  writeFileSync(file, JSON.stringify(region));
}
