import { exportJWK, generateKeyPair } from 'jose';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const INSTANCE = 'ID-UJI';
/** Subsystem that offers the services. */
export const PROVIDER = `${INSTANCE}/GOV/PENYEDIA/sistem`;
/** Path of the services' own addresses. */
export const BASE = '/api';
/** Endpoints of the service with a contract. */
export const CONTRACT = {
  openapi: '3.0.3',
  info: { title: 'Izin', version: '1' },
  paths: {
    '/permits/{number}': { get: { summary: 'Satu izin', responses: { '200': { description: 'ok' } } } },
    '/permits': { post: { summary: 'Izin baru', responses: { '200': { description: 'ok' } } } },
  },
} as const;

/** How the client's subsystem is known to a bus. */
export type Link = 'open' | 'mtls' | 'token';

/** The client's subsystem, named for its link. */
export const clientOf = (link: Link): string => `${INSTANCE}/GOV/KONSUMEN/${link}`;

export interface RegionOptions {
  readonly mode: 'sandbox' | 'production';
  readonly agency: string;
  /** Fingerprint of the certificate of the `mtls` link. */
  readonly fingerprint: string;
}

/** Writes a region, its contract, and the key of the `token` link. @returns paths of the region and the key */
export async function writeRegion(folder: string, options: RegionOptions): Promise<{ region: string; key: string }> {
  const { mode, agency, fingerprint } = options;
  const pair = await generateKeyPair('ES256', { extractable: true });
  const jwk = async (half: typeof pair.publicKey) => ({ ...(await exportJWK(half)), alg: 'ES256', kid: 'uji' });
  const key = join(folder, `${mode}.jwk`);
  writeFileSync(key, JSON.stringify(await jwk(pair.privateKey)));
  const jwks = { keys: [await jwk(pair.publicKey)] };
  const consumers: readonly { link: Link; [more: string]: unknown }[] = [
    ...(mode === 'sandbox' ? [{ link: 'open' } as const] : []),
    { link: 'mtls', certificates: [fingerprint] },
    { link: 'token', jwks },
  ];
  const services = [
    { ...named('orang'), type: 'REST', version: '1', url: agency + BASE },
    { ...named('izin'), type: 'OPENAPI', openapi: './izin.json', version: '1', url: agency + BASE },
    { ...named('tertutup'), type: 'REST', version: '1', url: agency + BASE },
  ];
  const member = { class: 'GOV', kind: 'opd' };
  const document = {
    version: 1,
    instance: INSTANCE,
    name: { id: 'Wilayah uji' },
    mode,
    egress: { allow: ['127.0.0.1/32'] },
    members: [
      { ...member, ...named('PENYEDIA'), subsystems: [{ ...named('sistem'), jwks, services }] },
      { ...member, ...named('KONSUMEN'), subsystems: consumers.map((one) => ({ ...named(one.link), ...one })) },
    ],
    agreements: consumers.flatMap(({ link }) =>
      ['orang', 'izin'].map((service) => ({
        id: `PKS-${link}-${service}`,
        consumer: clientOf(link),
        service: `GOV/PENYEDIA/sistem/${service}`,
        purpose: { code: 'uji', text: { id: 'Uji' } },
        legalBasis: 'Peraturan uji',
        validFrom: '2020-01-01',
        validUntil: '2099-12-31',
      })),
    ),
  };
  writeFileSync(join(folder, 'izin.json'), JSON.stringify(CONTRACT));
  const region = join(folder, `${mode}.json`);
  writeFileSync(region, JSON.stringify(document));
  return { region, key };
}

const named = (code: string) => ({ code, name: { id: code } });
