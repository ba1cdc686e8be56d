import { createRandom } from './random.ts';
import type { RegionCodes } from './region-codes.ts';

const SEED = 18_71_05;
/** When the figures were taken; fixed, so that answers never change. */
export const BEDS_TAKEN_AT = '2026-10-01T07:00:00+07:00';
const CLASSES = ['VIP', 'I', 'II', 'III', 'ICU'] as const;

/** Beds of one class in one hospital. */
export interface Beds {
  readonly rumah_sakit: string;
  readonly kode_wilayah: string;
  readonly kelas: (typeof CLASSES)[number];
  readonly kapasitas: number;
  readonly tersedia: number;
}

/** Beds of one synthetic hospital in each regency; the same ones every time. */
export function generateBeds(codes: RegionCodes): readonly Beds[] {
  const random = createRandom(SEED);
  return codes.regencies.flatMap(({ code, name }) =>
    CLASSES.map((kelas): Beds => {
      const kapasitas = random.int(4, 80);
      const hospital = `RSUD Uji ${name.replace(/^(Kabupaten|Kota) /, '')}`;
      return { rumah_sakit: hospital, kode_wilayah: code, kelas, kapasitas, tersedia: random.int(0, kapasitas) };
    }),
  );
}
