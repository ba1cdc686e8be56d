import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WordIndex } from '../../src/catalog/word-index.ts';

const SERVICES = {
  permits: ['Status permohonan izin', 'no_permohonan status', 'DPMPTSP Kota Bandar Lampung'],
  population: ['Verifikasi NIK', 'nik nama', 'Dinas Kependudukan dan Pencatatan Sipil'],
  beds: ['Ketersediaan tempat tidur Hospital beds', 'kelas kapasitas', 'Dinas Kesehatan'],
} as const;

function indexed(): WordIndex {
  const index = new WordIndex();
  for (const [id, [name, elements, owner]] of Object.entries(SERVICES)) {
    index.put(id, [
      { text: name, weight: 8 },
      { text: elements, weight: 4 },
      { text: owner, weight: 3 },
    ]);
  }
  return index;
}

describe('a search', () => {
  it.each([
    ['izin', ['permits']],
    ['perizinan', ['permits']],
    ['IZIN usaha', []],
    ['penduduk', ['population']],
    ['bed', ['beds']],
    ['kota status', ['permits']],
    ['dinas', ['beds', 'population']],
    ['kes', ['beds']],
    ['nik', ['population']],
    ['zzz', []],
  ])('for %s', (query, found) => {
    expect(indexed().search(query)).toEqual(found);
  });

  it('puts what has a word in its name before what has it elsewhere', () => {
    const index = new WordIndex();
    index.put('elements', [{ text: 'izin', weight: 4 }]);
    index.put('name', [{ text: 'izin', weight: 8 }]);
    index.put('root', [{ text: 'perizinan', weight: 8 }]);
    expect(index.search('izin')).toEqual(['name', 'root', 'elements']);
  });

  it('says that there was no word', () => {
    expect(indexed().search(' -- ')).toBeUndefined();
  });

  it('finds no more what was removed, and what changed by its new words only', () => {
    const index = indexed();
    index.remove('permits');
    index.put('beds', [{ text: 'ranap', weight: 1 }]);
    expect([index.search('izin'), index.search('hospital'), index.search('ranap')]).toEqual([[], [], ['beds']]);
  });

  it('finds each document by each of its words, whatever came and went before', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    const texts = fc.array(word, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), texts), { maxLength: 12 }), (steps) => {
        const index = new WordIndex();
        const held = new Map<string, string[]>();
        for (const [id, words] of steps) {
          index.put(id, [{ text: words.join(' '), weight: 1 }]);
          held.set(id, words);
        }
        for (const [id, words] of held) for (const each of words) expect(index.search(each)).toContain(id);
        for (const id of held.keys()) index.remove(id);
        for (const [, words] of steps) for (const each of words) expect(index.search(each)).toEqual([]);
      }),
    );
  });
});
