import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DENIALS_A_MINUTE } from '../../src/config.ts';
import { createDenialCounter, type DenialSummary } from '../../src/journal/denials.ts';

const CODE = 'SIMPUL_ACCESS_NO_AGREEMENT';

function counter() {
  const clock = { now: 0 };
  const summaries: DenialSummary[] = [];
  const denials = createDenialCounter(
    ({ consumer, service, code, count }) => {
      summaries.push({ consumer, service, code, count });
    },
    () => clock.now,
  );
  const flood = (times: number, consumer = 'c', service = 's', code = CODE): number =>
    Array.from({ length: times }, () => denials.count(consumer, service, code)).filter(Boolean).length;
  return { clock, summaries, denials, flood };
}

describe('refusals of one consumer, service and reason', () => {
  it('get a leaf each up to sixty a minute, and share one beyond', () => {
    const { clock, summaries, denials, flood } = counter();
    expect(flood(75)).toBe(60);
    clock.now = 59_999;
    expect(flood(5)).toBe(0);
    denials.flush(false);
    expect(summaries).toEqual([]);
    clock.now = 60_000;
    denials.flush(false);
    expect(summaries).toEqual([{ consumer: 'c', service: 's', code: CODE, count: 20 }]);
    expect(flood(1)).toBe(1);
  });

  it('are told without waiting for a look when the next minute begins', () => {
    const { clock, summaries, flood } = counter();
    flood(61);
    clock.now = 60_000;
    expect(flood(1)).toBe(1);
    expect(summaries.map(({ count }) => count)).toEqual([1]);
  });

  it('have no summary where each got its leaf', () => {
    const { summaries, denials, flood } = counter();
    flood(60);
    denials.flush(true);
    expect(summaries).toEqual([]);
  });

  it.each([
    ['consumer', 'd', 's', CODE],
    ['service', 'c', 't', CODE],
    ['reason', 'c', 's', 'SIMPUL_ACCESS_ENDPOINT_DENIED'],
  ])('are counted apart from those of another %s', (_, consumer, service, code) => {
    const { flood } = counter();
    flood(100);
    expect(flood(1, consumer, service, code)).toBe(1);
  });

  it('are all either in a leaf of their own or in a summary', () => {
    const step = fc.record({
      consumer: fc.constantFrom('c', 'd'),
      times: fc.integer({ min: 1, max: 90 }),
      wait: fc.integer({ min: 0, max: 40_000 }),
      look: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { clock, summaries, denials, flood } = counter();
        let own = 0;
        let all = 0;
        for (const { consumer, times, wait, look } of steps) {
          clock.now += wait;
          const leaves = flood(times, consumer);
          expect(leaves).toBeLessThanOrEqual(DENIALS_A_MINUTE);
          own += leaves;
          all += times;
          if (look) denials.flush(false);
        }
        denials.flush(true);
        expect(own + summaries.reduce((sum, { count }) => sum + count, 0)).toBe(all);
      }),
    );
  });
});
