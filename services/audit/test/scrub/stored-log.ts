import { DatabaseSync } from 'node:sqlite';
import { joinFrames, LEAF_PREFIX, type LogStore, openSqliteLogStore, SIDE_CAR_PREFIX } from '@simpul/store';
import { CompactRange, formatCheckpointBody, hashLeaf, insertAt } from '@simpul/tlog';
import { sha256 } from '../../src/domain/sha256.ts';
import { TileTree } from '../../src/domain/tile-tree.ts';
import { sent } from '../sample-leaves.ts';

const ORIGIN = 'bus.example/audit/log/L';

/** A log in a file, with its tiles and a checkpoint; another connection may change it, with the triggers gone. */
export interface StoredLog {
  readonly store: LogStore;
  readonly size: number;
  /** Appends leaves in batches of a size. */
  append(count: number, batch?: number): Promise<void>;
  /** Publishes tiles and a checkpoint of all there is. */
  sign(): Promise<void>;
  /** Runs SQL as someone does who has the file. */
  tamper(sql: string, ...values: (string | number | Uint8Array)[]): void;
  /** A value of the file. */
  read(sql: string): Uint8Array;
  close(): Promise<void>;
}

export function openStoredLog(file: string): StoredLog {
  const store = openSqliteLogStore({ file });
  const range = new CompactRange(sha256);
  const tree = new TileTree();
  const database = new DatabaseSync(file);
  for (const table of ['identity', 'batch', 'side_cars', 'leaf_id']) {
    database.exec(`DROP TRIGGER ${table}_no_update; DROP TRIGGER ${table}_no_delete`);
  }
  return {
    store,
    get size() {
      return range.size;
    },
    async append(count, batch = 16) {
      for (const end = range.size + count; range.size < end;) {
        const first = range.size;
        const prevRoot = range.root();
        const sents = Array.from({ length: Math.min(batch, end - first) }, (_, at) => sent(first + at));
        const leaves = sents.map(({ leaf }) => insertAt(leaf, 1_790_000_000_000));
        for (const leaf of leaves) {
          range.append(hashLeaf(sha256, leaf));
          tree.append(leaf);
        }
        await store.append({
          first,
          at: 1_790_000_000_000,
          ids: sents.map(({ id }) => id),
          bundle: joinFrames(leaves, LEAF_PREFIX),
          sideCars: joinFrames(
            sents.map(({ sideCar }) => sideCar),
            SIDE_CAR_PREFIX,
          ),
          prevRoot,
          root: range.root(),
          writer: 'w',
        });
      }
    },
    async sign() {
      const body = formatCheckpointBody({ origin: ORIGIN, size: range.size, root: range.root(), extensions: [] });
      const note = `${body}\n— ${ORIGIN} ${Buffer.alloc(68, 1).toString('base64')}\n`;
      await store.putCheckpoint({ size: range.size, note, tiles: tree.takeTiles() });
    },
    tamper: (sql, ...values) => void database.prepare(sql).run(...values),
    read: (sql) => Object.values(database.prepare(sql).get() ?? {})[0] as Uint8Array,
    async close() {
      database.close();
      await store.close();
    },
  };
}
