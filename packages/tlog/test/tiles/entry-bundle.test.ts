import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeEntryBundle, encodeEntryBundle } from '../../src/index.ts';
import { bytes, hex, unhex } from '../sha256.ts';

describe('entry bundles', () => {
  it('are the bytes that Tessera writes', () => {
    const bundle = encodeEntryBundle(['one', 'two', 'three'].map(bytes));
    expect(hex(bundle)).toBe('00036f6e65000374776f00057468726565');
  });

  it('read back, also as a view in a larger buffer', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 600 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(entries, (list) => {
        const inside = Buffer.concat([Buffer.of(1, 2, 3), encodeEntryBundle(list)]).subarray(3);
        expect(decodeEntryBundle(inside).map(hex)).toEqual(list.map(hex));
      }),
    );
  });

  it('hold the longest entry and refuse a longer one', () => {
    const [entry] = decodeEntryBundle(encodeEntryBundle([new Uint8Array(65_535).fill(1)]));
    expect(entry).toHaveLength(65_535);
    expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow('entry-bundle');
  });

  it.each(['', '00', '0001', '000161ff', '00016100', '0002610002'])('refuse %s', (bundle) => {
    expect(() => decodeEntryBundle(unhex(bundle))).toThrow('entry-bundle');
  });

  it('hold 256 entries and refuse more', () => {
    expect(decodeEntryBundle(new Uint8Array(512))).toHaveLength(256);
    expect(() => decodeEntryBundle(new Uint8Array(514))).toThrow('1 to 256');
    expect(() => encodeEntryBundle([])).toThrow('1 to 256');
    expect(() => encodeEntryBundle(Array.from({ length: 257 }, () => new Uint8Array()))).toThrow('1 to 256');
  });
});
