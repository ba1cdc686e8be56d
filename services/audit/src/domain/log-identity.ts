import { randomBytes } from 'node:crypto';
import { formatHalfYear, halfYearOf } from './half-year.ts';

/** Hex digits at the end of a sandbox log's name are twice this many. */
const SANDBOX_SUFFIX_BYTES = 4;

export interface NewLog {
  readonly instance: string;
  readonly mode: 'sandbox' | 'production';
  readonly publicUrl: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * Name and origin of a log that is about to be created (design 05): `{instance}-{yyyy}h{1|2}`, with eight random hex
 * digits in a sandbox, so that no two sandboxes ever share an origin.
 */
export function nameLog({ instance, mode, publicUrl, now }: NewLog): { name: string; origin: string } {
  const suffix = mode === 'sandbox' ? `-${randomBytes(SANDBOX_SUFFIX_BYTES).toString('hex')}` : '';
  const name = `${instance}-${formatHalfYear(halfYearOf(now))}${suffix}`;
  return { name, origin: `${new URL(publicUrl).host}/audit/log/${name}` };
}

/** Where a log is served: the prefix of its checkpoint and tiles. */
export function logUrl(publicUrl: string, name: string): string {
  return new URL(`/audit/log/${name}`, publicUrl).href;
}

/** Where the receipt of an exchange is served. */
export function receiptUrl(publicUrl: string, exchangeId: string): string {
  return new URL(`/audit/v1/receipts/${exchangeId}`, publicUrl).href;
}
