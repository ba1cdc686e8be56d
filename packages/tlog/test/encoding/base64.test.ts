import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromBase64, fromBase64Url, toBase64, toBase64Url } from '../../src/index.ts';
import { hex } from '../sha256.ts';

describe('base64', () => {
  it('is what Node writes, and reads back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        expect(hex(fromBase64(toBase64(bytes)))).toBe(hex(bytes));
        expect(hex(fromBase64Url(toBase64Url(bytes)))).toBe(hex(bytes));
      }),
    );
  });

  it('has one text for one value: whatever is read is written the same', () => {
    const character = fc.constantFrom(...Array.from('AZaz09+/-_= \n'));
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 9 }), (text) => {
        for (const [read, write] of [
          [fromBase64, toBase64],
          [fromBase64Url, toBase64Url],
        ] as const) {
          let bytes: Uint8Array | undefined;
          try {
            bytes = read(text);
          } catch {
            continue;
          }
          expect(write(bytes)).toBe(text);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['A', 'AB', 'ABC', 'AB=', 'AA=A', 'AB==', 'AAB=', '====', 'A===', 'AA\u0100=', 'AAAA\n', 'A-_A', ' AAA'])(
    'refuses %j',
    (text) => {
      expect(() => fromBase64(text)).toThrow('base64');
    },
  );

  it.each(['A', 'AB', 'AA==', 'AA+/', 'AAA\u0141'])('refuses %j as base64url', (text) => {
    expect(() => fromBase64Url(text)).toThrow('base64');
  });
});
