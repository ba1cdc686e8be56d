import { describe, expect, it } from '@jest/globals';
import { isSimpulError } from '@simpul/errors';
import fc from 'fast-check';
import { createOwnQuota } from '../../src/quota/own-quota.ts';
import { errorOf } from '../error-code.ts';
import { agreementOf } from '../sample-region.ts';

const MINUTE_MS = 60_000;
const burstOf = (perMinute: number): number => Math.max(1, Math.floor(perMinute / 10));

describe('a quota', () => {
  it('never lets more through in a minute than its number and its burst', () => {
    const gaps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2000 }), fc.constant(MINUTE_MS)), {
      minLength: 50,
      maxLength: 400,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), gaps, (perMinute, waits) => {
        let now = 0;
        const spend = createOwnQuota(() => now);
        const agreement = agreementOf({ quota: { perMinute } });
        const passed: number[] = [];
        for (const wait of waits) {
          now += wait;
          try {
            spend(agreement);
            passed.push(now);
          } catch (error) {
            if (!isSimpulError(error)) throw error;
          }
        }
        const most = Math.max(...passed.map((end) => passed.filter((at) => at <= end && end - at <= MINUTE_MS).length));
        expect(most).toBeLessThanOrEqual(perMinute + burstOf(perMinute));
      }),
    );
  });

  it.each([
    [1, 1],
    [60, 6],
    [600, 60],
  ])('of %i a minute lets %i come at once', (perMinute, burst) => {
    const spend = createOwnQuota(() => 1000);
    const agreement = agreementOf({ quota: { perMinute } });
    for (let i = 0; i < burst; i++) spend(agreement);
    const error = errorOf(() => spend(agreement));
    expect(error.code).toBe('SIMPUL_ACCESS_QUOTA_EXCEEDED');
    expect(error.params).toEqual({ agreement: 'PKS-1', limit: perMinute });
  });

  it('lets the next call through once the seconds it named are over, and no second earlier', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), (perMinute) => {
        let now = 5;
        const spend = createOwnQuota(() => now);
        const agreement = agreementOf({ quota: { perMinute } });
        for (let i = 0; i < burstOf(perMinute); i++) spend(agreement);
        const seconds = errorOf(() => spend(agreement)).retryAfter ?? 0;
        now += (seconds - 1) * 1000;
        expect(errorOf(() => spend(agreement)).retryAfter).toBe(1);
        now += 1000;
        expect(() => spend(agreement)).not.toThrow();
      }),
    );
  });

  it('is counted for each agreement by itself, and not at all where there is none', () => {
    const spend = createOwnQuota(() => 0);
    spend(agreementOf({ quota: { perMinute: 1 } }));
    expect(() => spend(agreementOf({ quota: { perMinute: 1 } }))).not.toThrow();
    const unlimited = agreementOf();
    expect(() => Array.from({ length: 1000 }, () => spend(unlimited))).not.toThrow();
  });
});
