import { SimpulError, STORE } from '@simpul/errors';
import { parseCheckpointBody, parseNote } from '@simpul/tlog';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** SQLite file in a witness's folder. */
export const STATE_FILE = 'witness.sqlite';
const FORMAT = 1;
/** How long a statement waits for a reader of the file, milliseconds. */
const LOCK_TIMEOUT_MS = 5000;
const SCHEMA = `
CREATE TABLE IF NOT EXISTS log (
  id TEXT PRIMARY KEY, origin TEXT NOT NULL UNIQUE, size INTEGER NOT NULL CHECK (size >= 0), note TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS log_never_shrinks BEFORE UPDATE ON log
WHEN NEW.size < OLD.size OR NEW.id <> OLD.id OR NEW.origin <> OLD.origin
BEGIN SELECT RAISE(ABORT, 'a cosigned size never decreases'); END;
CREATE TRIGGER IF NOT EXISTS log_never_forgets BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'a cosigned checkpoint is never forgotten'); END;`;

/** The checkpoint of a log that was cosigned last. */
export interface Cosigned {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Signed by log and witness. */
  readonly note: string;
}

/** SHA-256 of a log's origin in lowercase hex, by which a witness shows its checkpoint (C2SP tlog-witness). */
export function originHash(origin: string): string {
  return createHash('sha256').update(origin).digest('hex');
}

/** What a witness cosigned, one row a log; a commit is on the disk when it returns. */
export class WitnessState {
  readonly #database: DatabaseSync;
  readonly #byId: StatementSync;
  readonly #all: StatementSync;
  readonly #put: StatementSync;
  #failure: SimpulError | undefined;

  /** @throws SimpulError `STORE.FAILED`, `STORE.NEWER` */
  constructor(folder: string) {
    this.#database = this.#attempt(() => open(join(folder, STATE_FILE)));
    this.#byId = this.#database.prepare('SELECT origin, size, note FROM log WHERE id = ?');
    this.#all = this.#database.prepare('SELECT origin, size, note FROM log ORDER BY origin');
    this.#put = this.#database.prepare(
      'INSERT INTO log VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET size = excluded.size, note = excluded.note',
    );
  }

  /** @param id {@link originHash}. @throws SimpulError `STORE.FAILED` */
  latest(id: string): Cosigned | undefined {
    const row = this.#attempt(() => this.#byId.get(id));
    return row && toCosigned(row);
  }

  /** In order of their origins. @throws SimpulError `STORE.FAILED` */
  all(): Cosigned[] {
    return this.#attempt(() => this.#all.all()).map(toCosigned);
  }

  /**
   * Decides about a log and remembers what was decided in one transaction. When this returns, it is on the disk.
   *
   * @param decide told the checkpoint cosigned last; throws to leave everything as it is
   * @throws SimpulError `STORE.FAILED`, after which nothing may be assumed and the process must end
   */
  advance(
    origin: string,
    decide: (latest: Cosigned | undefined) => { readonly size: number; readonly note: string },
  ): void {
    const id = originHash(origin);
    this.#attempt(() => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const { size, note } = decide(this.latest(id));
        this.#put.run(id, origin, size, note);
        this.#database.exec('COMMIT');
      } finally {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      }
    });
  }

  close(): void {
    this.#database.close();
  }

  /** After a failure of SQLite nothing is tried again: what a failed fsync left behind is not known. */
  #attempt<T>(work: () => T): T {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return work();
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      const reason = `${STATE_FILE}: ${error.message}`;
      throw (this.#failure = new SimpulError(STORE.FAILED, { params: { reason }, cause: error }));
    }
  }
}

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: LOCK_TIMEOUT_MS });
  try {
    const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (found > FORMAT) throw new SimpulError(STORE.NEWER, { params: { file, found, known: FORMAT } });
    database.enableDefensive(true);
    database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON');
    database.exec(`BEGIN IMMEDIATE; ${SCHEMA} PRAGMA user_version=${FORMAT}; COMMIT`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function toCosigned(row: Record<string, unknown>): Cosigned {
  const note = String(row['note']);
  const { root } = parseCheckpointBody(parseNote(note).text);
  return { origin: String(row['origin']), size: Number(row['size']), root, note };
}

// Not by `instanceof`: under a test runner it is an Error of another realm.
function isSqliteError(error: unknown): error is Error {
  return (error as Partial<NodeJS.ErrnoException> | null | undefined)?.code === 'ERR_SQLITE_ERROR';
}
