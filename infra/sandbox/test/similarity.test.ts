import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { similarity } from '../src/similarity.ts';

describe('similarity', () => {
  it('is a percentage, the same both ways, and 100 for the same text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const percent = similarity(a, b);
        expect(percent).toBe(similarity(b, a));
        expect(percent >= 0 && percent <= 100).toBe(true);
        expect(a.length === 1 || similarity(a, a) === 100).toBe(true);
      }),
    );
  });

  it('is zero for texts without a common pair of letters', () => {
    expect(similarity('BUDI', 'SITI')).toBe(0);
  });
});
