import { LRUCache } from 'lru-cache';

export interface RateLimiterOptions {
  readonly perMinute: number;
  /** Requests that may come at once. */
  readonly burst: number;
  /** Keys that are remembered; the least recently used one is forgotten, and begins anew. */
  readonly maxKeys: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

export interface RateLimiter {
  /** Counts one request. @returns 0 if it may go on, else the seconds after which one more may come. */
  take(key: string): number;
}

const MINUTE_MS = 60_000;

/** Limits requests by key with the generic cell rate algorithm: one number a key. */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { perMinute, burst, maxKeys, now } = options;
  const interval = MINUTE_MS / perMinute;
  const tolerance = (burst - 1) * interval;
  /** When the bucket of a key is empty again. */
  const emptyAt = new LRUCache<string, number>({ max: maxKeys });
  return {
    take(key) {
      const time = now();
      const start = Math.max(time, emptyAt.get(key) ?? time);
      const wait = start - time - tolerance;
      if (wait > 0) return Math.ceil(wait / 1000);
      emptyAt.set(key, start + interval);
      return 0;
    },
  };
}
