import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The subsystem that calls, over an `open` link. */
export const CONSUMER = 'ID-UJI/GOV/KONSUMEN/klien';
/** Address of a service, below which a path may follow. */
export const serviceAt = (code: string): string => `/r1/ID-UJI/GOV/PENYEDIA/sistem/${code}`;
/** Largest body of the services that stream, bytes. */
export const MAX_BODY = 1024 ** 3;

const ANY = { type: 'object' };
const CONTENT = { 'application/json': { schema: ANY }, 'application/octet-stream': {} };
const OPERATION = {
  requestBody: { content: CONTENT },
  responses: { 200: { description: 'ok', content: CONTENT } },
};
const CONTRACT = {
  openapi: '3.1.0',
  info: { title: 'Isi', version: '1.0.0' },
  paths: { '/isi': { post: OPERATION, get: { responses: OPERATION.responses } } },
};

interface ServiceOptions {
  readonly code: string;
  readonly more?: string;
  readonly maxBody?: string;
}

/** Writes a region whose services all have their system at `url`. @returns its file. */
export function writeBodiesRegion(folder: string, url: string, timeoutMs = 20_000): string {
  const service = ({ code, more = 'type: REST', maxBody = '1GiB' }: ServiceOptions): string =>
    `          - { code: ${code}, name: { id: ${code} }, ${more}, version: 1.0.0, url: '${url}', maxBody: ${maxBody}, timeoutMs: ${timeoutMs} }`;
  const services = [
    { code: 'besar' },
    { code: 'kecil', maxBody: '8MiB' },
    { code: 'sedang', maxBody: '10MiB' },
    { code: 'kontrak', more: 'type: OPENAPI, openapi: ./contract.json, responses: enforce' },
    { code: 'longgar', more: 'type: OPENAPI, openapi: ./contract.json, responses: report' },
  ];
  const agreement = ({ code }: ServiceOptions): string =>
    `  - { id: PKS-${code}, consumer: GOV/KONSUMEN/klien, service: GOV/PENYEDIA/sistem/${code}, purpose: { code: uji, text: { id: Uji } }, legalBasis: Uji, validFrom: 2020-01-01, validUntil: 2099-12-31 }`;
  const file = join(folder, 'region.yaml');
  writeFileSync(join(folder, 'contract.json'), JSON.stringify(CONTRACT));
  writeFileSync(
    file,
    `version: 1
instance: ID-UJI
name: { id: Wilayah uji }
mode: sandbox
egress: { allow: ["127.0.0.1/32"] }
members:
  - class: GOV
    code: KONSUMEN
    name: { id: Konsumen }
    kind: opd
    subsystems:
      - { code: klien, name: { id: Klien }, link: open }
  - class: GOV
    code: PENYEDIA
    name: { id: Penyedia }
    kind: opd
    subsystems:
      - code: sistem
        name: { id: Sistem }
        link: open
        services:
${services.map(service).join('\n')}
agreements:
${services.map(agreement).join('\n')}
`,
  );
  return file;
}
