import { basename } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isSimpulError, SimpulError, STORE } from '@simpul/errors';
import { failureReason, storeFailed } from './sqlite-error.ts';

/** How long a statement waits for another connection of ours, milliseconds. */
const LOCK_TIMEOUT_MS = 5000;
/** WAL pages (4 KiB) after which a commit also moves them to the main file. */
const CHECKPOINT_PAGES = 1000;

export interface OpenDatabaseOptions {
  readonly file: string;
  /** Format that this release writes, 1 or more (`user_version`, design 02 rule 10). */
  readonly format: number;
  /** Oldest format that `prepare` brings forward to `format`; that one alone where it is not given. */
  readonly oldest?: number;
  readonly readOnly?: boolean;
  /** Runs inside one transaction at each start that may write. */
  readonly prepare?: (database: DatabaseSync) => void;
}

/**
 * Opens a file durably: WAL, every commit an fsync.
 * @throws SimpulError `STORE.NEWER`, `STORE.FAILED`
 */
export function openDatabase(options: OpenDatabaseOptions): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(options.file, { readOnly: options.readOnly ?? false, timeout: LOCK_TIMEOUT_MS });
    database.enableDefensive(true);
    checkFormat(database, options);
    if (options.readOnly !== true) makeReady(database, options);
    return database;
  } catch (error) {
    database?.close();
    if (isSimpulError(error)) throw error;
    throw storeFailed(`${basename(options.file)}: ${failureReason(error)}`, error);
  }
}

function checkFormat(database: DatabaseSync, options: OpenDatabaseOptions): void {
  const { file, format: known, oldest = known, readOnly } = options;
  const found = userVersion(database);
  if (found > known) throw new SimpulError(STORE.NEWER, { params: { file, found, known } });
  const isNew = found === 0 && readOnly !== true && !hasTables(database);
  const isReadable = isNew || (found >= oldest && readOnly !== true);
  if (found < known && !isReadable)
    throw storeFailed(`${basename(file)} has format ${found}, this release needs ${known}`);
}

function makeReady(database: DatabaseSync, { format, prepare }: OpenDatabaseOptions): void {
  database.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=${CHECKPOINT_PAGES};
    PRAGMA recursive_triggers=ON;`);
  database.exec('BEGIN IMMEDIATE');
  prepare?.(database);
  if (userVersion(database) !== format) database.exec(`PRAGMA user_version=${format}`);
  database.exec('COMMIT');
}

function userVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
}
