import { createRandom, type Random } from './random.ts';
import type { RegionCodes } from './region-codes.ts';
import { districtsOf } from './residents.ts';

/** The application of the examples; finished. */
const SHOWN_PERMIT = 123;
const SEED = 18_71_02;
/** Number of the first application. */
export const FIRST_PERMIT = 101;
/** Applications in siCantik. */
export const PERMITS = 320;
/** Unit of DPMPTSP Kota Bandar Lampung in siCantik. */
const OFFICE = 1871;

const PERSONS = ['PERORANGAN'] as const;
const FIRMS = ['PERUSAHAAN'] as const;
const BOTH = ['PERORANGAN', 'PERUSAHAAN'] as const;

const KINDS = [
  { id: 'SIP', name: 'Surat Izin Praktik Tenaga Kesehatan', years: 5, holders: PERSONS },
  { id: 'PBG', name: 'Persetujuan Bangunan Gedung', years: 0, holders: BOTH },
  { id: 'SIPB', name: 'Surat Izin Penelitian dan Pengabdian', years: 1, holders: PERSONS },
  { id: 'REK', name: 'Izin Penyelenggaraan Reklame', years: 1, holders: FIRMS },
  { id: 'TDG', name: 'Tanda Daftar Gudang', years: 5, holders: FIRMS },
  { id: 'PKKPR', name: 'Kesesuaian Kegiatan Pemanfaatan Ruang', years: 3, holders: BOTH },
] as const;

const STAGES = [
  { name: 'Pemeriksaan Berkas', unit: 'Loket Pelayanan' },
  { name: 'Verifikasi Teknis', unit: 'Tim Teknis' },
  { name: 'Peninjauan Lapangan', unit: 'Tim Teknis' },
  { name: 'Penerbitan Rekomendasi', unit: 'Bidang Perizinan' },
  { name: 'Penandatanganan Izin', unit: 'Kepala Dinas' },
  { name: 'Penyerahan Izin', unit: 'Loket Pelayanan' },
] as const;

const MONTHS = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'] as const;

type Status = 'Proses' | 'Menunggu' | 'Selesai' | 'Drop';

/** An application as siCantik's tracking shows it, without the applicant. */
export interface Permit {
  readonly no_permohonan: string;
  readonly jenis_izin_id: string;
  readonly jenis_izin: string;
  readonly jenis_permohonan: 'Baru' | 'Perpanjangan' | 'Daftar Ulang';
  readonly tipe_pemohon: 'PERUSAHAAN' | 'PERORANGAN';
  readonly tgl_pengajuan: string;
  readonly tgl_selesai: string | null;
  readonly nama_proses: string;
  readonly status: Status;
  readonly no_izin: string | null;
  readonly masa_berlaku: string | null;
  readonly lokasi_izin: string;
  readonly instansi_id: number;
}

/** One step of an application. */
export interface PermitStage {
  readonly urutan: number;
  readonly nama_proses: string;
  readonly status: Status;
  readonly start_date: string | null;
  readonly end_date: string | null;
  readonly unit: string;
}

/** An application with its steps. */
export interface PermitFile {
  readonly permit: Permit;
  readonly stages: readonly PermitStage[];
}

/** Applications by number; the same ones every time. */
export function generatePermits(codes: RegionCodes): ReadonlyMap<string, PermitFile> {
  const random = createRandom(SEED);
  const places = districtsOf(codes, '18.71').map(({ name }) => name);
  const files = Array.from({ length: PERMITS }, (_, index) => permitFile(random, FIRST_PERMIT + index, places));
  return new Map(files.map((file) => [file.permit.no_permohonan, file]));
}

function permitFile(random: Random, number: number, places: readonly string[]): PermitFile {
  const shown = number === SHOWN_PERMIT;
  const kind = shown ? KINDS[4] : random.pick(KINDS);
  const start = { year: random.int(2024, 2026), month: random.int(1, 10), day: random.int(1, 5) };
  const reached = shown ? STAGES.length : random.int(0, STAGES.length);
  const dropped = reached < STAGES.length && random.chance(0.1);
  const stages = STAGES.map(({ name, unit }, index): PermitStage => {
    const begun = index <= reached;
    return {
      urutan: index + 1,
      nama_proses: name,
      status: statusOf(index, reached, dropped),
      start_date: begun ? date(start, index * 4) : null,
      end_date: index < reached ? date(start, index * 4 + 3) : null,
      unit,
    };
  });
  const done = reached === STAGES.length;
  const current = stages[Math.min(reached, STAGES.length - 1)];
  const month = MONTHS[start.month - 1] ?? 'I';
  return {
    stages,
    permit: {
      no_permohonan: String(number),
      jenis_izin_id: kind.id,
      jenis_izin: kind.name,
      jenis_permohonan: random.pick(['Baru', 'Baru', 'Perpanjangan', 'Daftar Ulang']),
      tipe_pemohon: random.pick(kind.holders),
      tgl_pengajuan: date(start, 0),
      tgl_selesai: done ? (current?.end_date ?? null) : null,
      nama_proses: current?.nama_proses ?? '',
      status: current?.status ?? 'Proses',
      no_izin: done ? `${number}/${kind.id}/${month}/${start.year}` : null,
      masa_berlaku: done && kind.years > 0 ? `${kind.years} tahun` : null,
      lokasi_izin: `Kecamatan ${places[random.int(0, places.length - 1)] ?? ''}`,
      instansi_id: OFFICE,
    },
  };
}

function statusOf(index: number, reached: number, dropped: boolean): Status {
  if (index < reached) return 'Selesai';
  if (index > reached) return 'Menunggu';
  return dropped ? 'Drop' : 'Proses';
}

/** dd-MM-yyyy, some days after the start; stays within the month. */
function date(start: { readonly year: number; readonly month: number; readonly day: number }, days: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(start.day + days)}-${two(start.month)}-${start.year}`;
}
