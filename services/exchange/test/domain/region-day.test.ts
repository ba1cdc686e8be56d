import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRegionDay } from '../../src/domain/region-day.ts';

const JAKARTA_MS = 7 * 3_600_000;
/** 00:00 of 1 January 2027 in Jakarta. */
const MIDNIGHT = Date.UTC(2026, 11, 31, 17);

describe('today in the region', () => {
  it('changes at midnight there, to the millisecond', () => {
    let now = MIDNIGHT - 2;
    const day = createRegionDay(() => now);
    expect(day('Asia/Jakarta')).toBe('2026-12-31');
    now = MIDNIGHT - 1;
    expect(day('Asia/Jakarta')).toBe('2026-12-31');
    now = MIDNIGHT;
    expect(day('Asia/Jakarta')).toBe('2027-01-01');
  });

  it('is right however the clock moves around midnight, back as well', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 1, maxLength: 30 }), (steps) => {
        let now = MIDNIGHT;
        const day = createRegionDay(() => now);
        for (const step of steps) {
          now += step;
          expect(day('Asia/Jakarta')).toBe(new Date(now + JAKARTA_MS).toISOString().slice(0, 10));
        }
      }),
    );
  });

  it('is told for the zone that is asked about', () => {
    const day = createRegionDay(() => MIDNIGHT - 3_600_000);
    expect(day('Asia/Jakarta')).toBe('2026-12-31');
    expect(day('Asia/Jayapura')).toBe('2027-01-01');
    expect(day('Asia/Jakarta')).toBe('2026-12-31');
  });
});
