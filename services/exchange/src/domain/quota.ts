import type { Agreement } from '@simpul/contracts';
import { ACCESS, SimpulError } from '@simpul/errors';

const MINUTE_MS = 60_000;
/** A tenth of a minute's quota may come at once, so that `perMinute: 600` is not 600 in the first second. */
const BURST_SHARE = 0.1;
/** Instants are not whole milliseconds: sums of them differ by less than this from what they should be. */
const ROUNDING_MS = 0.001;

/**
 * Counts exchanges against agreements' quotas: GCRA, one number an agreement, nothing to sweep.
 * A process that runs alone holds the whole quota.
 */
export function createQuota(now: () => number = () => performance.now()): (agreement: Agreement) => void {
  const earliest = new WeakMap<Agreement, number>();
  return (agreement) => {
    if (agreement.quota === undefined) return;
    const { perMinute } = agreement.quota;
    const interval = MINUTE_MS / perMinute;
    const burst = Math.max(1, Math.floor(perMinute * BURST_SHARE)) * interval;
    const instant = now();
    const begin = Math.max(earliest.get(agreement) ?? 0, instant);
    const wait = begin - instant + (interval - burst);
    if (wait > ROUNDING_MS) {
      const retryAfter = Math.ceil(wait / 1000);
      throw new SimpulError(ACCESS.QUOTA_EXCEEDED, {
        params: { agreement: agreement.id, limit: perMinute },
        retryAfter,
      });
    }
    earliest.set(agreement, begin + interval);
  };
}
