import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { SimpulError, STORE } from '@simpul/errors';
import {
  duplicateColumn,
  failureReason,
  isBusy,
  isSqliteError,
  isStatementError,
  storeFailed,
} from './sqlite-error.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Statements that a connection keeps prepared: more than the log has, searches included. */
const MAX_PREPARED = 200;

/** A connection to a log's file. After a failure of the storage it takes no further write: never retry an fsync. */
export class LogConnection {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  #failed: SimpulError | undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get(sql: string, ...params: SQLInputValue[]): Row | undefined {
    return this.#read(() => this.#prepare(sql).get(...params));
  }

  all(sql: string, ...params: SQLInputValue[]): Row[] {
    return this.#read(() => this.#prepare(sql).all(...params));
  }

  /** Only inside `transaction`. */
  run(sql: string, ...params: SQLInputValue[]): void {
    this.#prepare(sql).run(...params);
  }

  /**
   * Runs a write as one transaction, durable when it returns. If the work throws, nothing of it stays.
   * @returns 'duplicate' if a unique key was violated
   * @throws SimpulError `STORE.FAILED`, `STORE.BUSY` if another connection kept the lock
   */
  transaction<T>(work: () => T): T | 'duplicate' {
    if (this.#failed !== undefined) throw this.#failed;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      if (!isSqliteError(error)) throw error;
      if (duplicateColumn(error) !== undefined) return 'duplicate';
      if (isBusy(error)) throw new SimpulError(STORE.BUSY, { cause: error });
      const failure = storeFailed(failureReason(error), error);
      if (!isStatementError(error)) this.#failed = failure;
      throw failure;
    }
  }

  close(): void {
    this.#database.close();
  }

  #read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeFailed(failureReason(error), error);
    }
  }

  // SQLite rolls back by itself after most failures of the storage.
  #rollBack(): void {
    try {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    } catch (error) {
      this.#failed = storeFailed(failureReason(error), error);
    }
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      if (this.#prepared.size >= MAX_PREPARED) this.#prepared.clear();
      statement = this.#database.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}
