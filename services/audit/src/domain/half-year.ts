/** Half of a calendar year (UTC): a log takes appends for as long. */
export interface HalfYear {
  readonly year: number;
  readonly half: 1 | 2;
}

/** Month (from 0) with which the second half of a year begins. */
const JULY = 6;

/** @param at milliseconds since the Unix epoch */
export function halfYearOf(at: number): HalfYear {
  const date = new Date(at);
  return { year: date.getUTCFullYear(), half: date.getUTCMonth() < JULY ? 1 : 2 };
}

/** `{yyyy}h{1|2}`, as logs and files are named. */
export function formatHalfYear({ year, half }: HalfYear): string {
  return `${year}h${half}`;
}

/**
 * Whether a log that was created at one time is to be followed by another: only ever by one of a later half-year, so that a
 * clock that was set back opens no older log again.
 */
export function isTurnDue({ created, now }: { readonly created: number; readonly now: number }): boolean {
  const [before, after] = [halfYearOf(created), halfYearOf(now)];
  return after.year > before.year || (after.year === before.year && after.half > before.half);
}
