import { isDay } from '@simpul/contracts';
import type { Finding } from '../finding.ts';
import type { ListedRegion } from '../list-region.ts';
import type { DataPath, SourceMap } from '../source-map.ts';

/** Days exist and come in order; the time zone is known. */
export function* checkDates({ file, versions }: ListedRegion, source: SourceMap): Iterable<Finding> {
  if (file.timezone !== undefined && !isTimeZone(file.timezone)) {
    yield source.at(['timezone'], 'expected an IANA time zone such as Asia/Jakarta');
  }
  for (const list of ['agreements', 'delegations'] as const) {
    for (const [index, { validFrom, validUntil }] of (file[list] ?? []).entries()) {
      yield* inOrder({ validFrom, validUntil }, [list, index], source);
    }
  }
  for (const { entry, path } of versions) {
    const { from, deprecatedAt, sunset } = entry;
    yield* inOrder({ from, deprecatedAt, sunset }, path, source);
  }
}

/** Each is a day of the calendar, and none is before the one that stands before it. */
function* inOrder(
  days: Readonly<Record<string, string | undefined>>,
  path: DataPath,
  source: SourceMap,
): Iterable<Finding> {
  let before: readonly [string, string] | undefined;
  for (const [key, day] of Object.entries(days)) {
    if (day === undefined) continue;
    if (!isDay(day)) yield source.at([...path, key], `expected a day of the calendar, not ${day}`);
    else if (before !== undefined && day < before[1]) {
      yield source.at([...path, key], `expected a day that is not before ${before[0]} (${before[1]})`);
    } else before = [key, day];
  }
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
