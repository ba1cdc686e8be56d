import { sidesOf } from '../log-party.ts';
import type { IndexRecord, LogFilter, LogPage } from '../log-store.ts';
import type { LogConnection } from './log-connection.ts';

/** Members that a filter compares, and their columns. */
const COLUMNS = [
  ['consumer', 'consumer'],
  ['provider', 'provider'],
  ['service', 'service'],
  ['outcome', 'outcome'],
  ['xRoadId', 'x_road_id'],
  ['type', 'type'],
  ['agreement', 'agreement'],
  ['onBehalfOf', 'on_behalf_of'],
  ['providedFor', 'provided_for'],
] as const;

/** Finds by the equal members of a filter; parameters: first index, end, the values, limit. */
export function searchStatement(filter: LogFilter): { readonly sql: string; readonly values: readonly string[] } {
  const values: string[] = [];
  let conditions = '';
  for (const [member, column] of COLUMNS) {
    const value = filter[member];
    if (value === undefined) continue;
    conditions += ` AND ${column} = ?`;
    values.push(value);
  }
  // Says that a partial index holds what is sought.
  if (filter.outcome !== undefined && filter.outcome !== 'ok') conditions += " AND outcome <> 'ok'";
  if (filter.type !== undefined && filter.type !== 'exchange.closed') conditions += " AND type <> 'exchange.closed'";
  return { sql: `SELECT idx FROM record WHERE idx >= ? AND idx < ?${conditions} ORDER BY idx DESC LIMIT ?`, values };
}

const INSERT = `INSERT INTO record (idx, at, ${COLUMNS.map(([, column]) => column).join(', ')})
  VALUES (?, ?${', ?'.repeat(COLUMNS.length)})`;

/** The search index. Its rows lie in the order of the log, so a page is one walk backwards along one index. */
export class LogIndex {
  readonly #connection: LogConnection;

  constructor(connection: LogConnection) {
    this.#connection = connection;
  }

  add(records: readonly IndexRecord[]): void {
    this.#connection.transaction(() => {
      let next = this.indexedTo();
      for (const record of records) {
        if (record.index < next) continue;
        if (record.index > next) throw new RangeError(`the index would miss ${next} to ${record.index - 1}`);
        this.#connection.run(INSERT, record.index, record.at, ...COLUMNS.map(([member]) => record[member] ?? null));
        next += 1;
      }
    });
  }

  indexedTo(): number {
    return Number(this.#connection.get('SELECT ifnull(max(idx) + 1, 0) AS size FROM record')?.['size']);
  }

  /** The index holds the log's first leaves without a gap: what lies behind one is not found again, and goes. */
  dropBehindGap(): void {
    const rows = this.#connection.get('SELECT count(*) AS n FROM record');
    if (Number(rows?.['n']) === this.indexedTo()) return;
    const gap = `SELECT min(place) FROM (SELECT idx, row_number() OVER (ORDER BY idx) - 1 AS place FROM record)
      WHERE idx <> place`;
    this.#connection.transaction(() => this.#connection.run(`DELETE FROM record WHERE idx >= (${gap})`));
  }

  search(filter: LogFilter, { limit, before = Infinity }: LogPage): number[] {
    const size = this.indexedTo();
    const from = filter.from === undefined ? 0 : this.#firstSince(filter.from, size);
    const to = filter.to === undefined ? size : this.#firstSince(filter.to + 1, size);
    const range = { from, to: Math.min(to, before, size), limit };
    if (filter.party === undefined) return this.#scan(filter, range);
    const found = new Set<number>();
    for (const [side, value] of sidesOf(filter.party)) {
      if ((filter[side] ?? value) !== value) continue;
      for (const index of this.#scan({ ...filter, [side]: value }, range)) found.add(index);
    }
    return [...found].toSorted((a, b) => b - a).slice(0, limit);
  }

  #scan(filter: LogFilter, range: { from: number; to: number; limit: number }): number[] {
    const { sql, values } = searchStatement(filter);
    const rows = this.#connection.all(sql, range.from, range.to, ...values, range.limit);
    return rows.map((row) => Number(row['idx']));
  }

  // `at` never decreases, so halving finds it without an index of times.
  #firstSince(at: number, size: number): number {
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = this.#connection.get('SELECT at FROM record WHERE idx = ?', middle);
      if (Number(row?.['at']) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
