import type { DatabaseSync } from 'node:sqlite';

/** Format of a log's file (`user_version`). */
export const LOG_FORMAT = 3;
/** Oldest format that `makeLog` brings forward: 2 adds verifier keys and findings, 3 columns of the search index. */
export const OLDEST_LOG_FORMAT = 1;

/** Tables whose rows never change and never go. */
const APPEND_ONLY = ['identity', 'batch', 'side_cars', 'leaf_id', 'finding'] as const;

const TABLES = `
  CREATE TABLE IF NOT EXISTS identity (
    one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL, origin TEXT NOT NULL, created INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS batch (
    first INTEGER PRIMARY KEY, n INTEGER NOT NULL CHECK (n > 0), at INTEGER NOT NULL, writer TEXT NOT NULL,
    prev_root BLOB NOT NULL, root BLOB NOT NULL, ids TEXT NOT NULL, bundle BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS side_cars (first INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS leaf_id (id ANY NOT NULL PRIMARY KEY, idx INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS checkpoint (
    one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, note TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS tile (
    level INTEGER NOT NULL, n INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (level, n)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS verifier_key (place INTEGER PRIMARY KEY, vkey TEXT NOT NULL) STRICT;

  CREATE TABLE IF NOT EXISTS finding (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, at INTEGER NOT NULL, log TEXT NOT NULL,
    idx INTEGER, source TEXT, detail TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS finding_kind ON finding (kind);

  CREATE TABLE IF NOT EXISTS record (
    idx INTEGER PRIMARY KEY, at INTEGER NOT NULL, consumer TEXT, provider TEXT, service TEXT, outcome TEXT, x_road_id TEXT,
    type TEXT, agreement TEXT, on_behalf_of TEXT, provided_for TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS record_consumer ON record (consumer) WHERE consumer IS NOT NULL;
  CREATE INDEX IF NOT EXISTS record_provider ON record (provider) WHERE provider IS NOT NULL;
  CREATE INDEX IF NOT EXISTS record_service ON record (service) WHERE service IS NOT NULL;
  CREATE INDEX IF NOT EXISTS record_x_road_id ON record (x_road_id) WHERE x_road_id IS NOT NULL;
  CREATE INDEX IF NOT EXISTS record_agreement ON record (agreement) WHERE agreement IS NOT NULL;
  CREATE INDEX IF NOT EXISTS record_on_behalf_of ON record (on_behalf_of) WHERE on_behalf_of IS NOT NULL;
  CREATE INDEX IF NOT EXISTS record_provided_for ON record (provided_for) WHERE provided_for IS NOT NULL;
  CREATE INDEX IF NOT EXISTS record_type ON record (type) WHERE type <> 'exchange.closed';
  CREATE INDEX IF NOT EXISTS record_outcome ON record (outcome) WHERE outcome <> 'ok';
`;

/** Makes the tables of a log that it lacks: the chain, what is signed of it, findings, and the search index. */
export function makeLog(database: DatabaseSync): void {
  // The search index is made again from the log, which it only repeats.
  if (!hasColumn(database, 'record', 'agreement')) database.exec('DROP TABLE IF EXISTS record');
  database.exec(TABLES);
  for (const table of APPEND_ONLY) {
    for (const change of ['UPDATE', 'DELETE']) {
      database.exec(`CREATE TRIGGER IF NOT EXISTS ${table}_no_${change.toLowerCase()} BEFORE ${change} ON ${table}
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END`);
    }
  }
}

function hasColumn(database: DatabaseSync, table: string, column: string): boolean {
  return database.prepare('SELECT 1 FROM pragma_table_info(?) WHERE name = ?').get(table, column) !== undefined;
}
