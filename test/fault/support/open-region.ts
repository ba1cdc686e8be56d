import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The subsystem that calls, over an `open` link. */
export const CONSUMER = 'ID-UJI/GOV/KONSUMEN/klien';
/** Target of a call that the region's one agreement allows. */
export const TARGET = '/r1/ID-UJI/GOV/PENYEDIA/sistem/layanan/data';

/** Milliseconds that the service may take, where a suite does not say. */
const TIMEOUT_MS = 20_000;

/** Writes a region of one consumer and one service, whose system is at `agencyUrl`. @returns its file. */
export function writeOpenRegion(folder: string, agencyUrl: string, timeoutMs = TIMEOUT_MS): string {
  const file = join(folder, 'region.yaml');
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
          - code: layanan
            name: { id: Layanan }
            type: REST
            version: 1.0.0
            url: ${agencyUrl}
            connector: { kind: rest, auth: { kind: none } }
            timeoutMs: ${timeoutMs}
agreements:
  - id: PKS-UJI
    consumer: GOV/KONSUMEN/klien
    service: GOV/PENYEDIA/sistem/layanan
    purpose: { code: uji, text: { id: Uji } }
    legalBasis: Uji
    validFrom: 2020-01-01
    validUntil: 2099-12-31
`,
  );
  return file;
}
