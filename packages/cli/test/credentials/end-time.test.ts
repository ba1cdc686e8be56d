import { describe, expect, it } from '@jest/globals';
import { readEndTime } from '../../src/credentials/end-time.ts';
import { CLI } from '../../src/errors.ts';

const NOW = Date.UTC(2026, 10, 29, 8);

describe('the end of an old key', () => {
  it.each([
    ['0s', NOW],
    ['90s', NOW + 90_000],
    ['30m', NOW + 1_800_000],
    ['24h', NOW + 86_400_000],
    ['7d', NOW + 7 * 86_400_000],
    ['2026-12-01', Date.UTC(2026, 11, 1)],
    ['2026-12-01T17:00:00+07:00', Date.UTC(2026, 11, 1, 10)],
    ['2026-12-01T10:00Z', Date.UTC(2026, 11, 1, 10)],
  ])('%s is read', (written, expected) => {
    expect(readEndTime(written, NOW)).toBe(expected);
  });

  it.each(['', 'soon', '7', '7w', '-1d', '1.5h', '2026-13-01', '2026-12-01 10:00', '1', 'd', '2026-12-01T10:00'])(
    '"%s" is no time',
    (written) => {
      expect(() => readEndTime(written, NOW)).toThrow(expect.objectContaining({ code: CLI.USAGE.code }));
    },
  );
});
