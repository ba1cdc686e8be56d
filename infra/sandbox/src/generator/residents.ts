import { createRandom, type Random } from './random.ts';
import type { District, RegionCodes } from './region-codes.ts';
import { MARITAL, MEN, OCCUPATIONS, STREETS, SURNAMES, WOMEN } from './words.ts';

const SEED = 18_71_01;
/** Persons in the synthetic register. */
export const RESIDENTS = 400;
/** The highest kecamatan code in Lampung is 30, so no person can have a NIK with this one. */
const SYNTHETIC_DISTRICT = '99';

/** A synthetic person, by SIAK's field names. */
export interface Resident {
  readonly NIK: string;
  readonly NO_KK: string;
  readonly NAMA_LGKP: string;
  readonly JENIS_KLMIN: 'Laki-Laki' | 'Perempuan';
  readonly TMPT_LHR: string;
  /** dd-mm-yyyy. */
  readonly TGL_LHR: string;
  readonly STATUS_KAWIN: (typeof MARITAL)[number];
  readonly JENIS_PKRJN: (typeof OCCUPATIONS)[number];
  readonly ALAMAT: string;
}

/** Residents with NIKs that no real person has; the same ones every time. */
export function generateResidents(codes: RegionCodes): readonly Resident[] {
  const random = createRandom(SEED);
  return Array.from({ length: RESIDENTS }, (_, index) => resident(random, codes, index + 1));
}

function resident(random: Random, codes: RegionCodes, serial: number): Resident {
  const woman = random.chance(0.5);
  const regency = codes.regencies[random.int(0, codes.regencies.length - 1)] ?? codes.province;
  const [day, month, year] = [random.int(1, 28), random.int(1, 12), random.int(1950, 2007)];
  const area = `${regency.code.replaceAll('.', '')}${SYNTHETIC_DISTRICT}`;
  const birth = `${two(woman ? day + 40 : day)}${two(month)}${two(year % 100)}`;
  return {
    NIK: `${area}${birth}${String(serial).padStart(4, '0')}`,
    NO_KK: `${area}${two(random.int(1, 28))}${two(random.int(1, 12))}${two(random.int(10, 24))}${String(serial).padStart(4, '0')}`,
    NAMA_LGKP: `${random.pick(woman ? WOMEN : MEN)} ${random.pick(SURNAMES)}`.toUpperCase(),
    JENIS_KLMIN: woman ? 'Perempuan' : 'Laki-Laki',
    TMPT_LHR: regency.name.replace(/^(Kabupaten|Kota) /, '').toUpperCase(),
    TGL_LHR: `${two(day)}-${two(month)}-${year}`,
    STATUS_KAWIN: random.pick(MARITAL),
    JENIS_PKRJN: random.pick(OCCUPATIONS),
    ALAMAT: address(random, districtsOf(codes, regency.code)),
  };
}

function address(random: Random, districts: readonly District[]): string {
  const district = districts[random.int(0, districts.length - 1)];
  return `${random.pick(STREETS)} No. ${random.int(1, 180)}, Kec. ${district?.name ?? ''}`.toUpperCase();
}

/** The kecamatan of one regency. */
export function districtsOf(codes: RegionCodes, regency: string): readonly District[] {
  return codes.districts.filter(({ code }) => code.startsWith(`${regency}.`));
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
