import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { joinFrames, LEAF_PREFIX, splitFrames } from '@simpul/store';

/** A log's file in the hands of somebody who may write to it, past everything that the bus allows. */
export interface TamperedLog {
  run(sql: string, ...values: SQLInputValue[]): void;
  /** The first column of the first row. */
  read(sql: string, ...values: SQLInputValue[]): unknown;
  /** First leaf of each batch, in order. */
  firsts(): number[];
  /** First leaf of the batch that holds a leaf. */
  batchOf(index: number): number;
  leavesAt(first: number): Uint8Array[];
  /** Puts other leaves in the place of a batch's; nothing else of it changes. */
  putLeaves(first: number, leaves: readonly Uint8Array[]): void;
}

/** Where the log server keeps its log. */
export const logFile = (folder: string): string => join(folder, 'store/audit.sqlite');

/** Drops what keeps rows from changing, and tampers with a log's file, whether the bus runs or not. */
export function tamper<T>(file: string, work: (log: TamperedLog) => T): T {
  const database = new DatabaseSync(file, { timeout: 5000 });
  const run = (sql: string, ...values: SQLInputValue[]): void => void database.prepare(sql).run(...values);
  const read = (sql: string, ...values: SQLInputValue[]): unknown =>
    Object.values(database.prepare(sql).get(...values) ?? {})[0];
  const log: TamperedLog = {
    run,
    read,
    firsts: () =>
      database
        .prepare('SELECT first FROM batch ORDER BY first')
        .all()
        .map(({ first }) => Number(first)),
    batchOf: (index) => Number(read('SELECT max(first) FROM batch WHERE first <= ?', index)),
    leavesAt: (first) =>
      splitFrames(read('SELECT bundle FROM batch WHERE first = ?', first) as Uint8Array, LEAF_PREFIX),
    putLeaves: (first, leaves) =>
      run('UPDATE batch SET bundle = ? WHERE first = ?', joinFrames(leaves, LEAF_PREFIX), first),
  };
  try {
    for (const { name } of database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all()) {
      database.exec(`DROP TRIGGER ${String(name)}`);
    }
    return work(log);
  } finally {
    database.close();
  }
}

/** Changes one digit of a leaf, which stays canonical JSON of the same length; done twice it is as it was. */
export function changeLeaf(log: TamperedLog, index: number): void {
  const first = log.batchOf(index);
  const leaves = log.leavesAt(first);
  const text = Buffer.from(leaves[index - first] ?? []).toString();
  leaves[index - first] = Buffer.from(
    text.replace(/"time":[12]/, (time) => (time.endsWith('1') ? '"time":2' : '"time":1')),
  );
  log.putLeaves(first, leaves);
}

/** Exchanges two leaves, which may stand in different batches, with the ids under which they are found. */
export function swapLeaves(log: TamperedLog, one: number, other: number): void {
  const [a, b] = [placeOf(log, one), placeOf(log, other)];
  put(log, one, b);
  put(log, other, a);
}

interface Held {
  readonly leaf: Uint8Array;
  readonly id: string;
}

function placeOf(log: TamperedLog, index: number): Held {
  const first = log.batchOf(index);
  const leaf = log.leavesAt(first)[index - first] ?? new Uint8Array();
  return { leaf, id: idsOf(log, first)[index - first] ?? '' };
}

function put(log: TamperedLog, index: number, { leaf, id }: Held): void {
  const first = log.batchOf(index);
  const leaves = log.leavesAt(first);
  const ids = idsOf(log, first);
  leaves[index - first] = leaf;
  ids[index - first] = id;
  log.putLeaves(first, leaves);
  log.run('UPDATE batch SET ids = ? WHERE first = ?', JSON.stringify(ids), first);
}

function idsOf(log: TamperedLog, first: number): string[] {
  return JSON.parse(String(log.read('SELECT ids FROM batch WHERE first = ?', first))) as string[];
}
