import { exportJWK, generateKeyPair } from 'jose';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const INSTANCE = 'ID-UJI';
/** Known by a certificate. */
export const CERTIFIED = `${INSTANCE}/GOV/KONSUMEN/bersertifikat`;
/** Known by another one. */
export const OTHER = `${INSTANCE}/GOV/KONSUMEN/tetangga`;
/** Known by its key. A certificate is registered for it too, which must not be enough. */
export const KEYED = `${INSTANCE}/GOV/KONSUMEN/bertoken`;
/** Needs nothing, in a sandbox on loopback. */
export const OPEN = `${INSTANCE}/GOV/KONSUMEN/terbuka`;
export const ECHO = `/r1/${INSTANCE}/GOV/PENYEDIA/sistem/echo`;

export interface MtlsRegion {
  readonly mode: 'sandbox' | 'production';
  readonly agency: string;
  /** Fingerprints by subsystem. */
  readonly certificates: Readonly<Record<string, readonly string[]>>;
  /** More members of the region file. */
  readonly more?: object;
}

/** Writes the region file, and the key of the consumer that has one. @returns both paths */
export async function writeMtlsRegion(folder: string, region: MtlsRegion): Promise<{ file: string; keyFile: string }> {
  const { mode, agency, certificates, more = {} } = region;
  const pair = await generateKeyPair('ES256', { extractable: true });
  const keyFile = join(folder, 'bertoken.jwk');
  writeFileSync(keyFile, JSON.stringify({ ...(await exportJWK(pair.privateKey)), alg: 'ES256', kid: 'uji' }));
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), alg: 'ES256', kid: 'uji' }] };
  const consumer = (id: string, link: string, keys: object = {}) => ({
    code: id.split('/').at(-1),
    name: { id: link },
    link,
    certificates: certificates[id] ?? [],
    ...keys,
  });
  const service = { code: 'echo', name: { id: 'Gema' }, type: 'REST', version: '1', url: agency };
  const consumers = [consumer(CERTIFIED, 'mtls'), consumer(OTHER, 'mtls'), consumer(KEYED, 'token', { jwks })];
  if (mode === 'sandbox') consumers.push(consumer(OPEN, 'open'));
  const member = { class: 'GOV', name: { id: 'Dinas' }, kind: 'opd' };
  const document = {
    version: 1,
    instance: INSTANCE,
    name: { id: 'Wilayah uji' },
    mode,
    egress: { allow: ['127.0.0.1/32'] },
    members: [
      { ...member, code: 'PENYEDIA', subsystems: [{ code: 'sistem', name: { id: 'S' }, jwks, services: [service] }] },
      { ...member, code: 'KONSUMEN', subsystems: consumers },
    ],
    agreements: consumers.map(({ code }) => ({
      id: `PKS-${code}`,
      consumer: `GOV/KONSUMEN/${code}`,
      service: 'GOV/PENYEDIA/sistem/echo',
      purpose: { code: 'uji', text: { id: 'Uji' } },
      legalBasis: 'Peraturan uji',
      validFrom: '2020-01-01',
      validUntil: '2099-12-31',
    })),
    ...more,
  };
  const file = join(folder, 'region.json');
  writeFileSync(file, JSON.stringify(document));
  return { file, keyFile };
}
