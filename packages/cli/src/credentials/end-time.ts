import { SimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^(\d{1,6})([smhd])$/;
/** Date.parse alone makes something of nearly any text. */
const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?$/;

/**
 * The time that `24h`, `7d`, a day (its beginning, UTC) or an RFC 3339 time means, in milliseconds.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE`
 */
export function readEndTime(written: string, now: number): number {
  const [, amount, unit = ''] = DURATION.exec(written) ?? [];
  if (amount !== undefined) return now + Number(amount) * (UNITS[unit] ?? 0);
  const time = TIME.test(written) ? Date.parse(written) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  const reason = `--until ${written} is no time; expected for example 24h, 7d, 2027-01-31 or 2027-01-31T17:00:00+07:00`;
  throw new SimpulError(CLI.USAGE, { params: { reason } });
}
