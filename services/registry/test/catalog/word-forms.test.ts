import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rootsOf, wordsOf } from '../../src/catalog/word-forms.ts';

/** Whether two words are of one family: one is a form of the other, or they share a root. */
function related(one: string, other: string): boolean {
  const [a, b] = [new Set([one, ...rootsOf(one)]), new Set([other, ...rootsOf(other)])];
  return [...a].some((form) => b.has(form));
}

describe('words of a text', () => {
  it.each([
    ['Status permohonan izin', ['status', 'permohonan', 'izin']],
    ['noPeraturan, tgl_selesai', ['no', 'peraturan', 'tgl', 'selesai']],
    ['RÉSUMÉ d’été', ['resume', 'd', 'ete']],
    ['surat-surat', ['surat', 'surat']],
    [' .,; ', []],
  ])('of %s', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});

describe('families of words', () => {
  it.each([
    ['perizinan', 'izin'],
    ['mengizinkan', 'perizinan'],
    ['kependudukan', 'penduduk'],
    ['pengiriman', 'kirim'],
    ['menyimpan', 'simpan'],
    ['penyimpanan', 'menyimpan'],
    ['memakai', 'pakai'],
    ['penerima', 'menerima'],
    ['pembayaran', 'bayar'],
    ['dilaporkan', 'laporan'],
    ['pelayanan', 'layanan'],
    ['merawat', 'perawatan'],
    ['bekerja', 'kerja'],
    ['datanya', 'data'],
    ['permits', 'permit'],
    ['registries', 'registry'],
    ['addresses', 'address'],
    ['licensing', 'licens'],
  ])('%s and %s', (one, other) => {
    expect(related(one, other)).toBe(true);
  });

  it.each([
    ['izin', 'nik'],
    ['penduduk', 'pendapatan'],
    ['kesehatan', 'keuangan'],
    ['anggaran', 'angkutan'],
    ['3201', '3201an'],
  ])('but not %s and %s', (one, other) => {
    expect(related(one, other)).toBe(false);
  });

  it('gives few roots to any word, each shorter than it or with one letter restored', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,40}$/), (word) => {
        const roots = [...rootsOf(word)];
        expect(roots.length).toBeLessThan(60);
        for (const root of roots) {
          expect(root).not.toBe(word);
          expect(root.length).toBeGreaterThanOrEqual(3);
          expect(root.length).toBeLessThanOrEqual(word.length);
        }
      }),
    );
  });
});
