import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, dayIn, daysBetween, isDay } from '../src/index.ts';

describe('days of the region', () => {
  it('are those of its time zone', () => {
    const lateInUtc = Date.parse('2026-12-31T17:30:00Z');
    expect(dayIn('Asia/Jakarta', lateInUtc)).toBe('2027-01-01');
    expect(dayIn('UTC', lateInUtc)).toBe('2026-12-31');
  });

  it('are counted over months and leap years', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
  });

  it('exist, every one of the calendar', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(isDay(date.toISOString().slice(0, 10))).toBe(true);
        },
      ),
    );
  });

  it.each(['2026-02-29', '2026-02-30', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '2026-01-32', 'x'])(
    'do not exist: %s',
    (day) => expect(isDay(day)).toBe(false),
  );
});
