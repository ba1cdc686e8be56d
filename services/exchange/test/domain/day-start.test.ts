import { describe, expect, it } from '@jest/globals';
import { dayStart } from '../../src/domain/day-start.ts';

describe('a day begins', () => {
  it.each([
    ['2026-06-15', 'Asia/Jakarta', '2026-06-14T17:00:00.000Z'],
    ['2026-06-15', 'Asia/Jayapura', '2026-06-14T15:00:00.000Z'],
    ['2026-06-15', 'UTC', '2026-06-15T00:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z'],
  ])('%s in %s at %s', (day, zone, instant) => expect(new Date(dayStart(day, zone)).toISOString()).toBe(instant));
});
