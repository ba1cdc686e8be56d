import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRateLimiter } from '../../src/domain/rate-limiter.ts';

describe('a rate limiter', () => {
  it('lets a burst through, then one request an interval', () => {
    let time = 0;
    const limiter = createRateLimiter({ perMinute: 60, burst: 3, maxKeys: 10, now: () => time });
    expect([1, 2, 3, 4].map(() => limiter.take('a'))).toEqual([0, 0, 0, 1]);
    time = 1000;
    expect([limiter.take('a'), limiter.take('a')]).toEqual([0, 1]);
  });

  it('keeps keys apart', () => {
    const limiter = createRateLimiter({ perMinute: 60, burst: 1, maxKeys: 10, now: () => 0 });
    expect([limiter.take('a'), limiter.take('b'), limiter.take('a')]).toEqual([0, 0, 1]);
  });

  it('remembers no more keys than it may', () => {
    const limiter = createRateLimiter({ perMinute: 60, burst: 1, maxKeys: 2, now: () => 0 });
    for (const key of ['a', 'b', 'c']) limiter.take(key);
    expect([limiter.take('c'), limiter.take('a')]).toEqual([1, 0]);
  });

  it('never lets more through than the burst and the rate allow', () => {
    const arrivals = fc.array(fc.nat({ max: 5000 }), { maxLength: 200 });
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 20 }), (gaps, burst) => {
        let time = 0;
        let passed = 0;
        const limiter = createRateLimiter({ perMinute: 60, burst, maxKeys: 1, now: () => time });
        for (const gap of gaps) {
          time += gap;
          if (limiter.take('a') === 0) passed++;
        }
        expect(passed).toBeLessThanOrEqual(burst + Math.floor(time / 1000));
      }),
    );
  });

  it('says when one more may come', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6000 }), fc.integer({ min: 1, max: 50 }), (perMinute, burst) => {
        let time = 0;
        const limiter = createRateLimiter({ perMinute, burst, maxKeys: 1, now: () => time });
        let wait = 0;
        while (wait === 0) wait = limiter.take('a');
        time += wait * 1000;
        expect(limiter.take('a')).toBe(0);
      }),
    );
  });
});
