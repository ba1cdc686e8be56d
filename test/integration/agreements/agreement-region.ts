import { writeFileSync } from 'node:fs';

export const INSTANCE = 'ID-UJI';
/** Without the instance. */
export const CONSUMER = 'GOV/KONSUMEN/lama';
export const PROVIDER = 'GOV/PENYEDIA/sistem';
export const SERVICE = `${PROVIDER}/echo`;
export const ECHO = `/r1/${INSTANCE}/${SERVICE}`;
/** Number of the agreement that the region file itself makes, for another service. */
export const FILE_AGREEMENT = 'PKS-berkas';

const text = (id: string) => ({ id });

/** Writes a region of two agencies; its one agreement is for the provider's other service. */
export function writeAgreementRegion(file: string, agencyUrl: string): void {
  const service = {
    code: 'echo',
    name: text('Gema'),
    type: 'REST',
    version: '1.0.0',
    url: agencyUrl,
    timeoutMs: 30_000,
    data: { classification: 'terbatas', personal: 'umum', elements: ['nama', 'nik'], subjects: [] },
  };
  const member = (code: string, subsystem: object) => ({
    class: 'GOV',
    code,
    name: text(code),
    kind: 'opd',
    region: '18.71',
    subsystems: [subsystem],
  });
  const region = {
    version: 1,
    instance: INSTANCE,
    name: text('Wilayah uji perjanjian'),
    mode: 'sandbox',
    egress: { allow: ['127.0.0.1/32'] },
    members: [
      member('KONSUMEN', { code: 'lama', name: text('Lama'), link: 'token' }),
      member('PENYEDIA', {
        code: 'sistem',
        name: text('Sistem'),
        link: 'token',
        services: [service, { ...service, code: 'berkas' }],
      }),
    ],
    agreements: [
      {
        id: FILE_AGREEMENT,
        consumer: CONSUMER,
        service: `${PROVIDER}/berkas`,
        purpose: { code: 'berkas', text: text('Uji') },
        legalBasis: 'Peraturan uji',
        validFrom: '2020-01-01',
        validUntil: '2099-12-31',
      },
    ],
  };
  writeFileSync(file, JSON.stringify(region));
}
