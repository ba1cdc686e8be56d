import { errors } from 'oidc-provider';
import { POLL_INTERVAL_S } from '../../domain/people-profile.ts';
import { createRateLimiter } from '../../domain/rate-limiter.ts';

/** Codes whose pace is remembered; the least recently used one is forgotten. */
const REMEMBERED_CODES = 10_000;
const MINUTE_S = 60;

/** Holds devices that wait for a person to the pace they were told. */
export interface PollPace {
  /** @throws errors.SlowDown where this code was asked for less than the interval ago (RFC 8628, 3.5). */
  check(code: string): void;
}

/** @param now - milliseconds of a clock that never goes back */
export function createPollPace(now: () => number): PollPace {
  // Two at once, since networks deliver what was sent at a pace at another one.
  const limiter = createRateLimiter({
    perMinute: MINUTE_S / POLL_INTERVAL_S,
    burst: 2,
    maxKeys: REMEMBERED_CODES,
    now,
  });
  return {
    check(code) {
      if (limiter.take(code) > 0) throw new errors.SlowDown(`wait ${POLL_INTERVAL_S} seconds`);
    },
  };
}
