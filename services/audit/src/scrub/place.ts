import type { Found } from '../completeness/raise.ts';

/** Leaves at which something stored is not as it was written; both inclusive. */
export interface Place {
  readonly first: number;
  readonly last: number;
  readonly detail: string;
}

/** The finding about a place: one, however many rounds see it. */
export function integrity(log: string, { first, last, detail }: Place): Found {
  const leaves = first === last ? `leaf ${first}` : `leaves ${first} to ${last}`;
  return {
    kind: 'integrity',
    log,
    index: first,
    detail: `${leaves}: ${detail}`,
    place: `${first}-${last} ${detail}`,
  };
}

/** Ranges of indexes that lie side by side and of which the same is said. @param places in the order of their indexes */
export function joinPlaces(places: readonly Place[]): Place[] {
  const joined: Place[] = [];
  for (const place of places) {
    const before = joined.at(-1);
    if (before !== undefined && before.last + 1 === place.first && before.detail === place.detail) {
      joined[joined.length - 1] = { ...before, last: place.last };
    } else joined.push(place);
  }
  return joined;
}
