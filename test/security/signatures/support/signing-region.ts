import { writeFileSync } from 'node:fs';

export const INSTANCE = 'ID-UJI';
/** Subsystems with token links, whose keys the sandbox makes; without the instance. */
export const CONSUMER = 'GOV/KONSUMEN/lama';
export const OTHER = 'GOV/KONSUMEN/lain';
/** A subsystem that is known by its name alone, and signs with keys that the region file gives. */
export const NAMED = 'GOV/KONSUMEN/bernama';

/** One that signs with keys at an address of its own. */
export const ADDRESSED = 'GOV/KONSUMEN/beralamat';

const PROVIDER = 'GOV/PENYEDIA/sistem';
/** The provider's subsystem, by its full id; known by its name alone. */
export const PROVIDER_SYSTEM = `${INSTANCE}/${PROVIDER}`;
/** One service for each demand that an agreement may make. */
export const SIGNATURES = ['none', 'request', 'both'] as const;
export type Demand = (typeof SIGNATURES)[number];

/** Address of the service that demands this. */
export function addressOf(demand: Demand): string {
  return `/r1/${INSTANCE}/${PROVIDER}/${demand}`;
}

const text = (id: string) => ({ id });

export interface SigningRegion {
  readonly agency: string;
  /** Public keys of {@link NAMED}. */
  readonly keys: readonly object[];
  /** Where the keys of {@link ADDRESSED} are. */
  readonly address: string;
}

/** Writes a region of four consumers, and of a provider with a service for each demand. */
export function writeSigningRegion(file: string, { agency, keys, address }: SigningRegion): void {
  const services = SIGNATURES.map((code) => ({
    code,
    name: text(code),
    type: 'REST',
    version: '1',
    url: agency,
    maxBody: '16MiB',
  }));
  const consumers = [
    { code: 'lama', name: text('Lama'), link: 'token' },
    { code: 'lain', name: text('Lain'), link: 'token' },
    { code: 'bernama', name: text('Bernama'), link: 'open', jwks: { keys } },
    { code: 'beralamat', name: text('Beralamat'), link: 'open', jwksUri: address },
  ];
  const member = (code: string, subsystems: readonly object[]) => ({
    class: 'GOV',
    code,
    name: text(code),
    kind: 'opd',
    subsystems,
  });
  const agreements = consumers.flatMap(({ code }) =>
    SIGNATURES.map((signatures) => ({
      id: `PKS-${code}-${signatures}`,
      consumer: `GOV/KONSUMEN/${code}`,
      service: `${PROVIDER}/${signatures}`,
      signatures,
      purpose: { code: 'uji', text: text('Uji tanda tangan') },
      legalBasis: 'Peraturan uji',
      validFrom: '2020-01-01',
      validUntil: '2099-12-31',
    })),
  );
  const region = {
    version: 1,
    instance: INSTANCE,
    name: text('Wilayah uji tanda tangan'),
    mode: 'sandbox',
    egress: { allow: ['127.0.0.1/32'] },
    members: [
      member('KONSUMEN', consumers),
      member('PENYEDIA', [{ code: 'sistem', name: text('Sistem'), link: 'open', services }]),
    ],
    agreements,
  };
  writeFileSync(file, JSON.stringify(region));
}
