import { readFileSync } from 'node:fs';

/** A regency or city, with its codes in both systems. */
export interface Regency {
  /** Kemendagri code, dotted: `18.71`. */
  readonly code: string;
  /** Code of Badan Pusat Statistik, undotted. */
  readonly bps: string;
  readonly name: string;
  readonly districts: number;
  /** Kelurahan. */
  readonly urbanVillages: number;
  /** Desa. */
  readonly villages: number;
  /** Persons, December 2024. */
  readonly population: number;
  readonly squareKilometres: number;
}

/** A kecamatan. */
export interface District {
  /** Kemendagri code, dotted: `18.71.01`. */
  readonly code: string;
  readonly name: string;
}

/** The province, its regencies and cities, and their kecamatan, in the order of their codes. */
export interface RegionCodes {
  readonly province: Regency;
  readonly regencies: readonly Regency[];
  readonly districts: readonly District[];
}

/** Reads the committed tables (`data/README.md` names their source). */
export function readRegionCodes(): RegionCodes {
  const [province, ...regencies] = rows('regencies.csv').map(
    ([code = '', bps = '', name = '', districts, urbanVillages, villages, population, area]): Regency => ({
      code,
      bps,
      name,
      districts: Number(districts),
      urbanVillages: Number(urbanVillages),
      villages: Number(villages),
      population: Number(population),
      squareKilometres: Number(area),
    }),
  );
  if (province === undefined) throw new Error('data/regencies.csv is empty');
  const districts = rows('districts.csv').map(([code = '', name = '']): District => ({ code, name }));
  return { province, regencies, districts };
}

function rows(file: string): string[][] {
  const text = readFileSync(new URL(`../../data/${file}`, import.meta.url), 'utf8');
  const [, ...lines] = text.trim().split('\n');
  return lines.map((line) => line.split(','));
}
