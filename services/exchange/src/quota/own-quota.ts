import type { Agreement } from '@simpul/contracts';
import { BURST_SHARE, MINUTE_MS, quotaExceeded } from './spend-quota.ts';

/** Instants are not whole milliseconds: sums of them differ by less than this from what they should be. */
const ROUNDING_MS = 0.001;

/** Quotas of a node that nobody shares them with: GCRA, one number an agreement, nothing to sweep. */
export function createOwnQuota(now: () => number = () => performance.now()): (agreement: Agreement) => undefined {
  const earliest = new WeakMap<Agreement, number>();
  return (agreement) => {
    if (agreement.quota === undefined) return undefined;
    const { perMinute } = agreement.quota;
    const interval = MINUTE_MS / perMinute;
    const burst = Math.max(1, Math.floor(perMinute * BURST_SHARE)) * interval;
    const instant = now();
    const begin = Math.max(earliest.get(agreement) ?? 0, instant);
    const wait = begin - instant + (interval - burst);
    if (wait > ROUNDING_MS) throw quotaExceeded(agreement.id, perMinute, wait);
    earliest.set(agreement, begin + interval);
    return undefined;
  };
}
