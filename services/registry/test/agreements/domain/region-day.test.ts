import { describe, expect, it } from '@jest/globals';
import { addDays, dayIn, daysBetween, isDay } from '../../../src/agreements/domain/region-day.ts';

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

  it('exist, or do not', () => {
    expect(['2026-02-30', '2026-13-01', 'x'].map(isDay)).toEqual([false, false, false]);
    expect(isDay('2028-02-29')).toBe(true);
  });
});
