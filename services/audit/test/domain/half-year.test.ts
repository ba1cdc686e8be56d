import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatHalfYear, halfYearOf, isTurnDue } from '../../src/domain/half-year.ts';

const at = (iso: string): number => Date.parse(iso);
const times = fc.integer({ min: 0, max: at('2200-01-01T00:00:00Z') });

describe('a half-year', () => {
  it.each([
    ['2026-01-01T00:00:00.000Z', '2026h1'],
    ['2026-06-30T23:59:59.999Z', '2026h1'],
    ['2026-07-01T00:00:00.000Z', '2026h2'],
    ['2026-12-31T23:59:59.999Z', '2026h2'],
    ['2027-01-01T06:59:59.999+07:00', '2026h2'],
  ])('of %s is %s', (time, name) => {
    expect(formatHalfYear(halfYearOf(at(time)))).toBe(name);
  });

  it('is followed by another once its last moment (UTC) is over, and never by an earlier one', () => {
    fc.assert(
      fc.property(times, times, (created, now) => {
        const due = isTurnDue({ created, now });
        const [before, after] = [formatHalfYear(halfYearOf(created)), formatHalfYear(halfYearOf(now))];
        expect(due).toBe(after > before);
        expect(due && isTurnDue({ created: now, now: created })).toBe(false);
      }),
    );
  });
});
