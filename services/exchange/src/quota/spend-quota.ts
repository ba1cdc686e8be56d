import type { Agreement } from '@simpul/contracts';
import { ACCESS, SimpulError } from '@simpul/errors';

/**
 * Counts an exchange against its agreement's quota; a promise where that must be asked elsewhere.
 * @throws SimpulError `SIMPUL_ACCESS_QUOTA_EXCEEDED`, `SIMPUL_JOURNAL_UNAVAILABLE`
 */
export type SpendQuota = (agreement: Agreement) => Promise<void> | undefined;

/** A tenth of a minute's quota may come at once, so that `perMinute: 600` is not 600 in the first second. */
export const BURST_SHARE = 0.1;
export const MINUTE_MS = 60_000;

/** @param waitMs - until the next exchange may come */
export function quotaExceeded(agreement: string, perMinute: number, waitMs: number): SimpulError {
  const params = { agreement, limit: perMinute };
  return new SimpulError(ACCESS.QUOTA_EXCEEDED, { params, retryAfter: Math.max(1, Math.ceil(waitMs / 1000)) });
}
