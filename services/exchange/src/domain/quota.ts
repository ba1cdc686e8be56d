import type { Agreement } from '@simpul/contracts';
import { ACCESS, SimpulError } from '@simpul/errors';

const MINUTE_MS = 60_000;
/** A tenth of a minute's quota may come at once, so that `perMinute: 600` is not 600 in the first second. */
const BURST_SHARE = 0.1;

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
    // In this order an unused quota waits exactly 0, whatever the rounding of large instants.
    const wait = begin - instant + (interval - burst);
    if (wait > 0) {
      const retryAfter = Math.ceil(wait / 1000);
      throw new SimpulError(ACCESS.QUOTA_EXCEEDED, {
        params: { agreement: agreement.id, limit: perMinute },
        retryAfter,
      });
    }
    earliest.set(agreement, begin + interval);
  };
}
