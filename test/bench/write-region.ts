import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BODY_SCHEMA } from './payload.ts';

/** Path of the one operation, below the provider's address and below the service's. */
export const OPERATION = '/permohonan';
/** The service, as `/r1` names it. */
export const SERVICE = '/r1/ID-BENCH/GOV/18-PENYEDIA/sistem/permohonan';
/** The consumers of the region, by their link. */
export const CONSUMERS = {
  open: 'ID-BENCH/GOV/18-PEMAKAI/terbuka',
  signing: 'ID-BENCH/GOV/18-PEMAKAI/bertanda',
  token: 'ID-BENCH/GOV/18-PEMAKAI/bertoken',
  mtls: 'ID-BENCH/GOV/18-PEMAKAI/bersertifikat',
} as const;

const CONTENT = { 'application/json': { schema: BODY_SCHEMA } };
const CONTRACT = {
  openapi: '3.1.0',
  info: { title: 'Permohonan', version: '1.0.0' },
  paths: {
    [OPERATION]: {
      post: {
        operationId: 'ajukan',
        requestBody: { required: true, content: CONTENT },
        responses: { '200': { description: 'Diterima', content: CONTENT } },
      },
    },
  },
};

/** What is registered of consumers besides their names. */
export interface Registered {
  /** Fingerprint of the certificate of the consumer on the `mtls` link. */
  readonly print?: string | undefined;
  /** Public key of the consumer that signs. */
  readonly key?: object | undefined;
  /** Whether a thousand more services are registered, and ten agreements for each. */
  readonly large?: boolean | undefined;
  /** Last day of those agreements that are for the first hundred of these services. */
  readonly until?: string | undefined;
}

/** Services and consumers that a large region has besides. */
const MORE_SERVICES = 1000;
const MORE_CONSUMERS = 9;
const ENDING_SERVICES = 100;
const NEVER = '2099-12-31';

/** Fingerprint of no certificate. */
const NO_PRINT = '0'.repeat(64);

/** Writes the region file and its contract into a folder. @returns the region file's path */
export function writeRegion(folder: string, provider: string, registered: Registered): string {
  const { print = NO_PRINT, key, large = false, until = NEVER } = registered;
  const file = join(folder, 'region.yaml');
  const template = readFileSync(join(import.meta.dirname, 'region.yaml'), 'utf8');
  writeFileSync(
    file,
    (large ? enlarged(template, until) : template)
      .replaceAll('{provider}', provider)
      .replace('{certificate}', print)
      .replace("'{keys}'", JSON.stringify(key === undefined ? [] : [key])),
  );
  writeFileSync(join(folder, 'contract.json'), JSON.stringify(CONTRACT));
  return file;
}

/** The same region with more members, services and agreements, so that all of the consumers have one for each service. */
function enlarged(template: string, until: string): string {
  const several = (count: number, write: (n: number) => string): string =>
    Array.from({ length: count }, (_, n) => write(n)).join('');
  const services = several(
    MORE_SERVICES,
    (n) =>
      `          - { code: layanan-${n}, name: { id: Layanan ${n} }, type: REST, version: 1.0.0, url: '{provider}' }\n`,
  );
  const consumers = several(
    MORE_CONSUMERS,
    (n) => `      - { code: pemakai-${n}, name: { id: Pemakai ${n} }, link: token }\n`,
  );
  const members = `  - class: GOV
    code: 18-BANYAK
    name: { id: Penyedia banyak layanan }
    kind: opd
    subsystems:
      - code: sistem
        name: { id: Sistem }
        services:
${services}${consumers}`;
  const names = [CONSUMERS.open, ...Array.from({ length: MORE_CONSUMERS }, (_, n) => `GOV/18-BANYAK/pemakai-${n}`)];
  const lastDay = (service: number): string => (service < ENDING_SERVICES ? until : NEVER);
  const agreements = several(MORE_SERVICES, (service) =>
    names
      .map((consumer, n) =>
        agreement(`PKS-${service}-${n}`, {
          consumer,
          service: `GOV/18-BANYAK/sistem/layanan-${service}`,
          until: lastDay(service),
        }),
      )
      .join(''),
  );
  return `${template.replace('agreements:\n', `${members}agreements:\n`)}${agreements}`;
}

interface Between {
  readonly consumer: string;
  readonly service: string;
  readonly until: string;
}

function agreement(id: string, { consumer, service, until }: Between): string {
  return `  - { id: ${id}, consumer: ${consumer}, service: ${service}, purpose: { code: uji-beban, text: { id: Uji beban } }, legalBasis: Perpres 95/2018 ps. 33, validFrom: 2020-01-01, validUntil: ${until} }\n`;
}
