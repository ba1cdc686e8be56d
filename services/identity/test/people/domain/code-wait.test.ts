import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countTry, NO_TRIES, type Tries } from '../../../src/people/domain/code-wait.ts';

const MINUTE_MS = 60_000;
const START = 1_000_000;

/** Tries one after the other. @returns what each came to: let through, or milliseconds to wait. */
function run(times: readonly number[]): ('judged' | number)[] {
  let tries: Tries = NO_TRIES;
  return times.map((time) => {
    const counted = countTry(tries, time);
    if ('waitMs' in counted) return counted.waitMs;
    tries = counted;
    return 'judged';
  });
}

describe('tries with codes', () => {
  it('are judged five times, and then wait a quarter of an hour', () => {
    expect(run([0, 1, 2, 3, 4, 5].map((ms) => START + ms))).toEqual([
      ...Array<string>(5).fill('judged'),
      15 * MINUTE_MS - 1,
    ]);
  });

  it('that come slowly never wait', () => {
    const times = Array.from({ length: 50 }, (_, index) => START + index * 4 * MINUTE_MS);
    expect(new Set(run(times))).toEqual(new Set(['judged']));
  });

  it('wait twice as long each time, up to a day', () => {
    let tries: Tries = NO_TRIES;
    let now = START;
    const waits: number[] = [];
    while (waits.length < 10) {
      const counted = countTry(tries, now);
      if ('waitMs' in counted) {
        waits.push(counted.waitMs / MINUTE_MS);
        now += counted.waitMs;
      } else tries = counted;
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440]);
  });

  it('are never more than five within a quarter of an hour of the first of a window, whenever they come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10 * MINUTE_MS }), { maxLength: 200 }), (gaps) => {
        let now = START;
        const times = gaps.map((gap) => (now += gap));
        const judged = times.filter((_, index) => run(times.slice(0, index + 1)).at(-1) === 'judged');
        for (let at = 0; at + 9 < judged.length; at++) {
          // Five may end one window and five begin the next one, with the wait between them.
          expect((judged[at + 9] ?? 0) - (judged[at] ?? 0)).toBeGreaterThanOrEqual(15 * MINUTE_MS);
        }
      }),
      { numRuns: 50 },
    );
  });
});
