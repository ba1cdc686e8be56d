import { checkBatch } from '../check-batch.ts';
import { LEAF_PREFIX, SIDE_CAR_PREFIX, splitFrames } from '../frames.ts';
import type { LogBatch, LogEntry, LogGap, LogTail } from '../log-store.ts';
import type { LogConnection, Row } from './log-connection.ts';

/** Most side-by-side batches read at once for `entries`. */
const BATCHES_PER_READ = 16;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A UUID as 16 bytes, which makes its index less than half as large; any other id as it is. */
function idKey(id: string): string | Uint8Array {
  return UUID.test(id) ? Buffer.from(id.replaceAll('-', ''), 'hex') : id;
}

/** The id of such a key of 16 bytes. */
function idOfKey(key: Uint8Array): string {
  return Buffer.from(key)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The chain of batches. */
export class LogChain {
  readonly #connection: LogConnection;

  constructor(connection: LogConnection) {
    this.#connection = connection;
  }

  append(batch: LogBatch): 'stored' | 'conflict' {
    checkBatch(batch);
    const outcome = this.#connection.transaction(() => {
      if (!this.#extends(batch)) return 'conflict';
      this.#insert(batch);
      return 'stored';
    });
    return outcome === 'duplicate' ? 'conflict' : outcome;
  }

  tail(): LogTail | undefined {
    const row = this.#connection.get('SELECT first, n, root, at FROM batch ORDER BY first DESC LIMIT 1');
    if (row === undefined) return undefined;
    return { size: Number(row['first']) + Number(row['n']), root: row['root'] as Uint8Array, at: Number(row['at']) };
  }

  batches(from: number, limit: number): LogBatch[] {
    const rows = this.#connection.all(
      `SELECT batch.*, side_cars.bytes AS side_cars FROM batch JOIN side_cars USING (first)
       WHERE first >= (SELECT max(first) FROM batch WHERE first <= ?1) AND first + n > ?1 ORDER BY first LIMIT ?2`,
      from,
      limit,
    );
    return rows.map((row) => asBatch(row));
  }

  gaps(): LogGap[] {
    const rows = this.#connection.all(
      `SELECT * FROM (
         SELECT lag(first + n, 1, 0) OVER (ORDER BY first) AS begin, first AS end FROM batch
         UNION ALL SELECT first, first + n FROM batch WHERE first NOT IN (SELECT first FROM side_cars)
       ) WHERE begin < end ORDER BY begin`,
    );
    return rows.map((row) => ({ first: Number(row['begin']), end: Number(row['end']) }));
  }

  locate(ids: readonly string[]): Map<string, number> {
    const found = new Map<string, number>();
    for (const id of ids) {
      const row = this.#connection.get('SELECT idx FROM leaf_id WHERE id = ?', idKey(id));
      if (row !== undefined) found.set(id, Number(row['idx']));
    }
    return found;
  }

  greatestId(): string | undefined {
    // Keys of 16 bytes come behind those of text.
    const key = this.#connection.get('SELECT max(id) AS id FROM leaf_id')?.['id'];
    return key instanceof Uint8Array ? idOfKey(key) : undefined;
  }

  entry(index: number): LogEntry | undefined {
    const [batch] = this.batches(index, 1);
    if (batch === undefined) return undefined;
    const leaf = splitFrames(batch.bundle, LEAF_PREFIX)[index - batch.first];
    const sideCar = splitFrames(batch.sideCars, SIDE_CAR_PREFIX)[index - batch.first];
    return leaf === undefined || sideCar === undefined ? undefined : { leaf, sideCar };
  }

  entries(first: number, count: number): Uint8Array[] {
    const leaves: Uint8Array[] = [];
    while (leaves.length < count) {
      const next = first + leaves.length;
      const rows = this.#connection.all(
        `SELECT first, bundle FROM batch
         WHERE first >= (SELECT max(first) FROM batch WHERE first <= ?1) AND first + n > ?1 AND first < ?2
         ORDER BY first LIMIT ${BATCHES_PER_READ}`,
        next,
        first + count,
      );
      if (rows.length === 0) break;
      for (const row of rows) {
        const start = first + leaves.length - Number(row['first']);
        if (start < 0) return leaves;
        leaves.push(...splitFrames(row['bundle'] as Uint8Array, LEAF_PREFIX).slice(start));
      }
    }
    return leaves.slice(0, count);
  }

  #extends({ first, prevRoot }: LogBatch): boolean {
    const tail = this.tail();
    if (tail === undefined) return first === 0;
    return tail.size === first && Buffer.compare(tail.root, prevRoot) === 0;
  }

  #insert(batch: LogBatch): void {
    const { first, at, writer, prevRoot, root, ids, bundle, sideCars } = batch;
    this.#connection.run(
      'INSERT INTO batch (first, n, at, writer, prev_root, root, ids, bundle) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      first,
      ids.length,
      at,
      writer,
      prevRoot,
      root,
      JSON.stringify(ids),
      bundle,
    );
    this.#connection.run('INSERT INTO side_cars (first, bytes) VALUES (?, ?)', first, sideCars);
    for (const [position, id] of ids.entries()) {
      this.#connection.run('INSERT INTO leaf_id (id, idx) VALUES (?, ?)', idKey(id), first + position);
    }
  }
}

function asBatch(row: Row): LogBatch {
  return {
    first: Number(row['first']),
    at: Number(row['at']),
    ids: JSON.parse(String(row['ids'])) as string[],
    bundle: row['bundle'] as Uint8Array,
    sideCars: row['side_cars'] as Uint8Array,
    prevRoot: row['prev_root'] as Uint8Array,
    root: row['root'] as Uint8Array,
    writer: String(row['writer']),
  };
}
