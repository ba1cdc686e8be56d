import type { Finding } from '../finding.ts';
import type { ListedRegion } from '../list-region.ts';
import type { SourceMap } from '../source-map.ts';

/** Days exist and come in order; the time zone is known. */
export function* checkDates({ file }: ListedRegion, source: SourceMap): Iterable<Finding> {
  if (file.timezone !== undefined && !isTimeZone(file.timezone)) {
    yield source.at(['timezone'], 'expected an IANA time zone such as Asia/Jakarta');
  }
  for (const [index, { validFrom, validUntil }] of (file.agreements ?? []).entries()) {
    const path = ['agreements', index];
    const days = { validFrom, validUntil };
    const wrong = Object.entries(days).filter(([, day]) => !isDay(day));
    for (const [key, day] of wrong) yield source.at([...path, key], `expected a day of the calendar, not ${day}`);
    if (wrong.length === 0 && validUntil < validFrom) {
      yield source.at([...path, 'validUntil'], `expected a day that is not before validFrom (${validFrom})`);
    }
  }
}

/** Whether `YYYY-MM-DD` is a day of the Gregorian calendar. */
export function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Offsets such as `+07:00` are accepted by `Intl` and are no IANA names. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
