import type { FindingQuery, LogFinding, LogPage, NumberedFinding } from '../log-store.ts';
import type { LogConnection, Row } from './log-connection.ts';

/** What was found amiss, in the order in which it was raised. */
export class LogFindings {
  readonly #connection: LogConnection;

  constructor(connection: LogConnection) {
    this.#connection = connection;
  }

  add({ id, kind, at, log, index, source, detail }: LogFinding): boolean {
    const outcome = this.#connection.transaction(() =>
      this.#connection.run(
        'INSERT INTO finding (id, kind, at, log, idx, source, detail) VALUES (?, ?, ?, ?, ?, ?, ?)',
        id,
        kind,
        at,
        log,
        index ?? null,
        source ?? null,
        detail,
      ),
    );
    return outcome !== 'duplicate';
  }

  find({ kind, from, to }: FindingQuery, { limit, before }: LogPage): NumberedFinding[] {
    const conditions: string[] = [];
    const values: (string | number)[] = [];
    const demand = (condition: string, value: string | number | undefined): void => {
      if (value === undefined) return;
      conditions.push(condition);
      values.push(value);
    };
    demand('kind = ?', kind);
    demand('at >= ?', from);
    demand('at <= ?', to);
    demand('number < ?', before);
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    const rows = this.#connection.all(`SELECT * FROM finding ${where} ORDER BY number DESC LIMIT ?`, ...values, limit);
    return rows.map((row) => asFinding(row));
  }
}

function asFinding(row: Row): NumberedFinding {
  return {
    number: Number(row['number']),
    id: String(row['id']),
    kind: String(row['kind']),
    at: Number(row['at']),
    log: String(row['log']),
    ...(row['idx'] === null ? {} : { index: Number(row['idx']) }),
    ...(row['source'] === null ? {} : { source: String(row['source']) }),
    detail: String(row['detail']),
  };
}
