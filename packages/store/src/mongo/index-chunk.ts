import { type IndexRecord, INDEXED_MEMBERS } from '../log-store.ts';

type Member = (typeof INDEXED_MEMBERS)[number];

/** Most records of one chunk. */
export const CHUNK_MAX = 512;

/**
 * Consecutive records of the search index as one document. A document for each record, with nine indexes, costs the server more
 * than the log itself; of a chunk an index holds each value once.
 */
export interface StoredChunk extends Partial<Readonly<Record<Member, readonly string[]>>> {
  /** Index of the first record: no two chunks begin at the same place. */
  readonly _id: number;
  readonly n: number;
  /** `at` of the last record. */
  readonly until: number;
  /** JSON of {@link Columns}. */
  readonly columns: string;
}

/** Members that a search compares, and the values that they must have. */
export type WantedMembers = Partial<Readonly<Record<Member, string>>>;

interface Columns {
  /** Milliseconds after the `at` of the record before; of the first one since the Unix epoch. */
  readonly at: readonly number[];
  /** For each record which of the chunk's values it has; -1: none. No member where the chunk has no values. */
  readonly places: Partial<Readonly<Record<Member, readonly number[]>>>;
}

/** Puts consecutive records into one document. @throws RangeError if there are none, or more than fit */
export function toChunk(records: readonly IndexRecord[]): StoredChunk {
  const [first, last] = [records[0], records.at(-1)];
  if (first === undefined || last === undefined || records.length > CHUNK_MAX) {
    throw new RangeError(`a chunk holds 1 to ${CHUNK_MAX} records, not ${records.length}`);
  }
  const values: Partial<Record<Member, readonly string[]>> = {};
  const places: Partial<Record<Member, readonly number[]>> = {};
  for (const member of INDEXED_MEMBERS) {
    const known = new Map<string, number>();
    const column = records.map(({ [member]: value }) => (value === undefined ? -1 : placeOf(value, known)));
    if (known.size === 0) continue;
    values[member] = [...known.keys()];
    places[member] = column;
  }
  const at = records.map((record, row) => record.at - (records[row - 1]?.at ?? 0));
  const columns: Columns = { at, places };
  return { _id: first.index, n: records.length, until: last.at, columns: JSON.stringify(columns), ...values };
}

function placeOf(value: string, known: Map<string, number>): number {
  const place = known.get(value) ?? known.size;
  known.set(value, place);
  return place;
}

/** Indexes of a chunk's records that have all of these values, newest first. */
export function matchesIn(chunk: StoredChunk, wanted: WantedMembers): number[] {
  const { places } = JSON.parse(chunk.columns) as Columns;
  const conditions = Object.entries(wanted).map(([name, value]) => {
    const member = name as Member;
    // What the chunk does not have at all is at no place.
    return { column: places[member] ?? [], place: chunk[member]?.indexOf(value) ?? -1 };
  });
  if (conditions.some(({ place }) => place === -1)) return [];
  const found: number[] = [];
  for (let row = chunk.n - 1; row >= 0; row -= 1) {
    if (conditions.every(({ column, place }) => column[row] === place)) found.push(chunk._id + row);
  }
  return found;
}

/** Index of the first record of a chunk that is not older; `_id + n` if all of them are. */
export function firstSince({ _id, n, columns }: StoredChunk, time: number): number {
  let at = 0;
  const row = (JSON.parse(columns) as Columns).at.findIndex((step) => (at += step) >= time);
  return _id + (row === -1 ? n : row);
}
