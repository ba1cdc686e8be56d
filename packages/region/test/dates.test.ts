import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDay } from '../src/checks/dates.ts';

describe('isDay', () => {
  it('holds for every day of the calendar', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(isDay(date.toISOString().slice(0, 10))).toBe(true);
        },
      ),
    );
  });

  it.each(['2026-02-29', '2026-02-30', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '2026-01-32'])(
    'refuses %s',
    (day) => {
      expect(isDay(day)).toBe(false);
    },
  );
});
