import { SimpulError, STORE } from '@simpul/errors';

// Primary result codes, https://www.sqlite.org/rescode.html
const SQLITE_ERROR = 1;
const SQLITE_BUSY = 5;
const SQLITE_TOOBIG = 18;
const SQLITE_CONSTRAINT = 19;

export interface SqliteError extends Error {
  readonly code: 'ERR_SQLITE_ERROR';
  /** Extended result code. */
  readonly errcode: number;
}

export function isSqliteError(error: unknown): error is SqliteError {
  // Not by `instanceof`: under a test runner it is an Error of another realm.
  return (error as Partial<SqliteError> | null | undefined)?.code === 'ERR_SQLITE_ERROR';
}

const primaryCode = (error: SqliteError): number => error.errcode & 0xff;

/** Whether another connection holds the lock. */
export const isBusy = (error: unknown): boolean => isSqliteError(error) && primaryCode(error) === SQLITE_BUSY;

/** The column of a violated unique key, undefined for any other error. */
export function duplicateColumn(error: unknown): string | undefined {
  if (!isSqliteError(error) || primaryCode(error) !== SQLITE_CONSTRAINT) return undefined;
  return /^UNIQUE constraint failed: .*\.([^.]+)$/.exec(error.message)?.[1];
}

/** Whether one statement was refused and the connection is sound: any other error means that storage cannot be trusted. */
export function isStatementError(error: unknown): boolean {
  return isSqliteError(error) && [SQLITE_ERROR, SQLITE_TOOBIG, SQLITE_CONSTRAINT].includes(primaryCode(error));
}

/** What went wrong, without values of documents (SQLite's messages name columns and conditions only). */
export function failureReason(error: unknown): string {
  if (isSqliteError(error)) return `${error.message} (SQLite ${error.errcode})`;
  return error instanceof Error ? error.message : String(error);
}

export function storeFailed(reason: string, cause?: unknown): SimpulError {
  return new SimpulError(STORE.FAILED, { params: { reason }, cause });
}
