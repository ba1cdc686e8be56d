import { createRandom } from './random.ts';

const SEED = 18_71_04;
/** Years for which there are figures. */
export const BUDGET_YEARS = { first: 2023, last: 2026 } as const;

const OFFICES = [
  ['SETDA', 'Sekretariat Daerah'],
  ['INSPEKTORAT', 'Inspektorat'],
  ['BAPPEDA', 'Badan Perencanaan Pembangunan Daerah'],
  ['BPKAD', 'Badan Pengelolaan Keuangan dan Aset Daerah'],
  ['BAPENDA', 'Badan Pendapatan Daerah'],
  ['BKD', 'Badan Kepegawaian Daerah'],
  ['DISKOMINFO', 'Dinas Komunikasi, Informatika dan Statistik'],
  ['DINKES', 'Dinas Kesehatan'],
  ['DISDIKBUD', 'Dinas Pendidikan dan Kebudayaan'],
  ['DINSOS', 'Dinas Sosial'],
  ['DPMPTSP', 'Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu'],
  ['DISHUB', 'Dinas Perhubungan'],
] as const;

/** What an office may spend in a year and has spent; rupiah. */
export interface Budget {
  readonly opd: string;
  readonly nama: string;
  readonly pagu: number;
  readonly realisasi: number;
  readonly persen: number;
}

/** Figures by year; the same ones every time. */
export function generateBudgets(): ReadonlyMap<number, readonly Budget[]> {
  const random = createRandom(SEED);
  const years = Array.from({ length: BUDGET_YEARS.last - BUDGET_YEARS.first + 1 }, (_, i) => BUDGET_YEARS.first + i);
  return new Map(
    years.map((year) => [
      year,
      OFFICES.map(([opd, nama]) => {
        const pagu = random.int(18_000, 900_000) * 1_000_000;
        const persen = random.int(4100, 9870) / 100;
        return { opd, nama, pagu, realisasi: Math.round((pagu * persen) / 100), persen };
      }),
    ]),
  );
}
