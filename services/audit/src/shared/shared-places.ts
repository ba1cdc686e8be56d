import type { LogSuccessor, LogTail } from '@simpul/store';
import { formatHalfYear, type HalfYear } from '../domain/half-year.ts';
import type { SharedPlace } from '../places/log-place.ts';

/** Name of the place of the very first log. */
const FIRST = 'audit';

/** The place of the very first log of a database. */
export function firstShared(url: string): SharedPlace {
  return { kind: 'mongo', url, name: FIRST };
}

/** Name of the place of a later log: `audit-{yyyy}h{n}`. */
export function nameOfShared(halfYear: HalfYear): string {
  return `${FIRST}-${formatHalfYear(halfYear)}`;
}

/** The place of the log that a sealed one names. */
export function placeOfSuccessor(before: SharedPlace, { place }: LogSuccessor): SharedPlace {
  return { ...before, name: place };
}

/**
 * The logs that there are, newest first: each sealed log names the next one, which is there once it holds its first leaf. So
 * all processes see the same ones, in the same order.
 * @param readTail reads the end of a log
 */
export async function listShared(
  first: SharedPlace,
  readTail: (place: SharedPlace) => Promise<LogTail | undefined>,
): Promise<[SharedPlace, ...SharedPlace[]]> {
  const places: [SharedPlace, ...SharedPlace[]] = [first];
  for (let tail = await readTail(first); tail?.successor !== undefined;) {
    const next = placeOfSuccessor(places[0], tail.successor);
    tail = await readTail(next);
    if (tail === undefined) break;
    places.unshift(next);
  }
  return places;
}
