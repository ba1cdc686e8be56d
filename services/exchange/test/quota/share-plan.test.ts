import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planShares, sharesAt } from '../../src/quota/share-plan.ts';

it.each([
  [1, { size: 1, everyMs: 60_000, burst: 1 }],
  [60, { size: 1, everyMs: 1000, burst: 6 }],
  [90, { size: 2, everyMs: 60_000 / 45, burst: 4 }],
  [600, { size: 10, everyMs: 1000, burst: 6 }],
])('a quota of %d a minute is cut into shares', (perMinute, plan) => {
  expect(planShares(perMinute)).toEqual(plan);
});

it('all shares of a minute are the quota, and what can be had at once is a tenth of it, or one share', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 0, max: 2e12 }), (perMinute, instant) => {
      const plan = planShares(perMinute);
      expect((60_000 / plan.everyMs) * plan.size).toBeCloseTo(perMinute, 6);
      const { oldest, newest } = sharesAt(plan, instant);
      expect((newest - oldest + 1) * plan.size).toBeLessThanOrEqual(Math.max(plan.size, perMinute / 10));
      expect(newest * plan.everyMs).toBeLessThanOrEqual(instant);
    }),
  );
});
