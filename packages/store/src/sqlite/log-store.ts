import type {
  FindingQuery,
  IndexRecord,
  LogBatch,
  LogCheckpoint,
  LogEntry,
  LogFilter,
  LogFinding,
  LogGap,
  LogIdentity,
  LogPage,
  LogStore,
  LogTail,
  LogTile,
  NumberedFinding,
} from '../log-store.ts';
import { LogChain } from './log-chain.ts';
import { LogConnection } from './log-connection.ts';
import { LogFindings } from './log-findings.ts';
import { LogIndex } from './log-index.ts';
import { LOG_FORMAT, makeLog, OLDEST_LOG_FORMAT } from './log-schema.ts';
import { LogSigned } from './log-signed.ts';
import { openDatabase } from './open-database.ts';
import { storeFailed } from './sqlite-error.ts';

export interface SqliteLogStoreOptions {
  /** Made if absent, unless `readOnly`; its folder must exist. */
  readonly file: string;
  /** Every write is rejected with `STORE.FAILED`. */
  readonly readOnly?: boolean;
}

/**
 * Opens a log in an SQLite file on the calling thread, which it blocks: use it in a worker. Several connections may be
 * open at once, each in its own worker.
 * @throws SimpulError `STORE.NEWER` if a newer release wrote the file, `STORE.FAILED` if it cannot be used or is damaged
 */
export function openSqliteLogStore({ file, readOnly = false }: SqliteLogStoreOptions): LogStore {
  const database = openDatabase({
    file,
    format: LOG_FORMAT,
    oldest: OLDEST_LOG_FORMAT,
    readOnly,
    prepare: makeLog,
  });
  const connection = new LogConnection(database);
  try {
    if (!readOnly) {
      checkSoundness(connection);
      new LogIndex(connection).dropBehindGap();
    }
  } catch (error) {
    connection.close();
    throw error;
  }
  return new SqliteLogStore(connection);
}

function checkSoundness(connection: LogConnection): void {
  const found = connection.get('PRAGMA quick_check(1)')?.['quick_check'];
  if (found !== 'ok') throw storeFailed(`the log is damaged: ${String(found)}`);
}

// Async only to reject instead of throw: each method has done its work when it returns.
class SqliteLogStore implements LogStore {
  readonly #connection: LogConnection;
  readonly #chain: LogChain;
  readonly #signed: LogSigned;
  readonly #index: LogIndex;
  readonly #findings: LogFindings;

  constructor(connection: LogConnection) {
    this.#connection = connection;
    this.#chain = new LogChain(connection);
    this.#signed = new LogSigned(connection);
    this.#index = new LogIndex(connection);
    this.#findings = new LogFindings(connection);
  }

  async establish(identity: LogIdentity): Promise<LogIdentity> {
    return this.#signed.establish(identity);
  }

  async identity(): Promise<LogIdentity | undefined> {
    return this.#signed.identity();
  }

  async append(batch: LogBatch): Promise<'stored' | 'conflict'> {
    return this.#chain.append(batch);
  }

  async tail(): Promise<LogTail | undefined> {
    return this.#chain.tail();
  }

  async batches(from: number, limit: number): Promise<LogBatch[]> {
    return this.#chain.batches(from, limit);
  }

  async gaps(): Promise<LogGap[]> {
    return this.#chain.gaps();
  }

  async locate(ids: readonly string[]): Promise<Map<string, number>> {
    return this.#chain.locate(ids);
  }

  async greatestId(): Promise<string | undefined> {
    return this.#chain.greatestId();
  }

  async entry(index: number): Promise<LogEntry | undefined> {
    return this.#chain.entry(index);
  }

  async entries(first: number, count: number): Promise<Uint8Array[]> {
    return this.#chain.entries(first, count);
  }

  async tile(level: number, n: number): Promise<Uint8Array | undefined> {
    return this.#signed.tile(level, n);
  }

  async putTiles(tiles: readonly LogTile[]): Promise<void> {
    this.#signed.putTiles(tiles);
  }

  async putCheckpoint(checkpoint: LogCheckpoint & { readonly tiles: readonly LogTile[] }): Promise<void> {
    this.#signed.putCheckpoint(checkpoint);
  }

  async checkpoint(): Promise<LogCheckpoint | undefined> {
    return this.#signed.checkpoint();
  }

  /** None: who signs a log in a file is in the process that serves it, and remembers what it signed. */
  async signed(): Promise<undefined> {
    return undefined;
  }

  async putVerifierKeys(vkeys: readonly string[]): Promise<void> {
    this.#signed.putVerifierKeys(vkeys);
  }

  async verifierKeys(): Promise<string[]> {
    return this.#signed.verifierKeys();
  }

  async index(records: readonly IndexRecord[]): Promise<void> {
    this.#index.add(records);
  }

  async indexedTo(): Promise<number> {
    return this.#index.indexedTo();
  }

  async search(filter: LogFilter, page: LogPage): Promise<number[]> {
    return this.#index.search(filter, page);
  }

  async addFinding(finding: LogFinding): Promise<boolean> {
    return this.#findings.add(finding);
  }

  async findings(query: FindingQuery, page: LogPage): Promise<NumberedFinding[]> {
    return this.#findings.find(query, page);
  }

  async close(): Promise<void> {
    this.#connection.close();
  }
}
