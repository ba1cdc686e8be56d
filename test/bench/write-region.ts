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
}

/** Fingerprint of no certificate. */
const NO_PRINT = '0'.repeat(64);

/** Writes the region file and its contract into a folder. @returns the region file's path */
export function writeRegion(folder: string, provider: string, { print = NO_PRINT, key }: Registered): string {
  const file = join(folder, 'region.yaml');
  const template = readFileSync(join(import.meta.dirname, 'region.yaml'), 'utf8');
  writeFileSync(
    file,
    template
      .replace('{provider}', provider)
      .replace('{certificate}', print)
      .replace("'{keys}'", JSON.stringify(key === undefined ? [] : [key])),
  );
  writeFileSync(join(folder, 'contract.json'), JSON.stringify(CONTRACT));
  return file;
}
