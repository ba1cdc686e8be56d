import { BURST_SHARE, MINUTE_MS } from './spend-quota.ts';

/** Shares of one agreement that fall due in a minute, at most: what nodes write for it, and what one may hold too much. */
const SHARES_A_MINUTE = 60;

/**
 * How a quota is cut into shares, which several nodes take from a store. Shares are numbered by the clock: number `n` falls due
 * at `n * everyMs`, and is lost when it was not taken before `n + burst` falls due.
 */
export interface SharePlan {
  /** Exchanges in a share. */
  readonly size: number;
  readonly everyMs: number;
  /** Shares that can be had at once after a pause. */
  readonly burst: number;
}

/** Cuts a quota: small ones into single exchanges, so that each node comes to its own. */
export function planShares(perMinute: number): SharePlan {
  const size = Math.ceil(perMinute / SHARES_A_MINUTE);
  const burst = Math.max(1, Math.floor((perMinute * BURST_SHARE) / size));
  return { size, everyMs: (MINUTE_MS * size) / perMinute, burst };
}

/** The numbers of the shares that can be taken at an instant (milliseconds since the epoch), oldest and newest. */
export function sharesAt({ everyMs, burst }: SharePlan, instant: number): { oldest: number; newest: number } {
  const newest = Math.floor(instant / everyMs);
  return { oldest: newest - burst + 1, newest };
}
