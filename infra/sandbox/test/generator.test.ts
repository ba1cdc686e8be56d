import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generateBudgets } from '../src/generator/budgets.ts';
import { generateBeds } from '../src/generator/hospital-beds.ts';
import { generateLegalDocuments, LEGAL_DOCUMENTS } from '../src/generator/legal-documents.ts';
import { generatePermits, PERMITS } from '../src/generator/permits.ts';
import { createRandom } from '../src/generator/random.ts';
import { readRegionCodes } from '../src/generator/region-codes.ts';
import { generateResidents, RESIDENTS } from '../src/generator/residents.ts';

const codes = readRegionCodes();

describe('createRandom', () => {
  it('repeats itself for a seed and stays within bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(100), (seed, min, span) => {
        const [one, two] = [createRandom(seed), createRandom(seed)];
        for (let round = 0; round < 20; round++) {
          const value = one.int(min, min + span);
          expect(value).toBe(two.int(min, min + span));
          expect(value >= min && value <= min + span).toBe(true);
        }
      }),
    );
  });

  it('gives the same numbers on every machine', () => {
    const random = createRandom(1);
    expect(Array.from({ length: 5 }, () => random.int(0, 999))).toEqual([627, 2, 527, 981, 968]);
  });
});

describe('generated data', () => {
  it('is the same every time', () => {
    const all = () => [
      generateResidents(codes),
      [...generatePermits(codes)],
      generateLegalDocuments(),
      [...generateBudgets()],
      generateBeds(codes),
    ];
    expect(all()).toEqual(all());
  });

  it('answers the example with one finished permit', () => {
    expect(generatePermits(codes).get('123')?.permit).toEqual({
      no_permohonan: '123',
      jenis_izin_id: 'TDG',
      jenis_izin: 'Tanda Daftar Gudang',
      jenis_permohonan: 'Daftar Ulang',
      tipe_pemohon: 'PERUSAHAAN',
      tgl_pengajuan: '04-01-2024',
      tgl_selesai: '27-01-2024',
      nama_proses: 'Penyerahan Izin',
      status: 'Selesai',
      no_izin: '123/TDG/I/2024',
      masa_berlaku: '5 tahun',
      lokasi_izin: 'Kecamatan Sukabumi',
      instansi_id: 1871,
    });
  });

  it('has as many rows as it says', () => {
    expect(generateResidents(codes)).toHaveLength(RESIDENTS);
    expect(generatePermits(codes).size).toBe(PERMITS);
    expect(generateLegalDocuments()).toHaveLength(LEGAL_DOCUMENTS);
  });

  it('has only NIKs that no person can have, well formed and each once', () => {
    const residents = generateResidents(codes);
    expect(new Set(residents.map(({ NIK }) => NIK)).size).toBe(residents.length);
    const regencies = new Set(codes.regencies.map(({ code }) => code.replaceAll('.', '')));
    for (const { NIK, JENIS_KLMIN, TGL_LHR } of residents) {
      const [, regency = '', district, day, month, year, serial] =
        /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{4})$/.exec(NIK) ?? [];
      expect(regencies.has(regency)).toBe(true);
      expect(district).toBe('99');
      expect(serial).not.toBe('0000');
      const born = JENIS_KLMIN === 'Perempuan' ? Number(day) - 40 : Number(day);
      expect(TGL_LHR.replace(/-(\d\d)(\d\d)$/, '-$2')).toBe(`${String(born).padStart(2, '0')}-${month}-${year}`);
    }
  });
});

describe('region codes', () => {
  it('are those of Kemendagri with their counterparts of BPS, eight of which differ', () => {
    expect(codes.province).toMatchObject({ code: '18', bps: '18', name: 'Provinsi Lampung' });
    expect(codes.regencies.map(({ code, bps }) => `${code}=${bps}`)).toEqual([
      '18.01=1803',
      '18.02=1805',
      '18.03=1806',
      '18.04=1801',
      '18.05=1808',
      '18.06=1802',
      '18.07=1804',
      '18.08=1807',
      '18.09=1809',
      '18.10=1810',
      '18.11=1811',
      '18.12=1812',
      '18.13=1813',
      '18.71=1871',
      '18.72=1872',
    ]);
  });

  it('add up to the totals of the province', () => {
    const sum = (pick: (regency: (typeof codes.regencies)[number]) => number) =>
      codes.regencies.reduce((total, regency) => total + pick(regency), 0);
    expect(sum(({ districts }) => districts)).toBe(codes.province.districts);
    expect(sum(({ urbanVillages }) => urbanVillages)).toBe(codes.province.urbanVillages);
    expect(sum(({ villages }) => villages)).toBe(codes.province.villages);
    expect(sum(({ population }) => population)).toBe(codes.province.population);
    expect(codes.districts).toHaveLength(229);
    for (const { code, districts } of codes.regencies) {
      expect(codes.districts.filter((district) => district.code.startsWith(`${code}.`))).toHaveLength(districts);
    }
  });
});
