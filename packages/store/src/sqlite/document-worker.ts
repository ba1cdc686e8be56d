import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';
import { isSimpulError, STORE } from '@simpul/errors';
import {
  type Batch,
  DEFINE,
  type FileToOpen,
  type SqlValue,
  type StatementKind,
  type StatementRefusal,
  type StatementResult,
  type ThreadAnswer,
  type ThreadRequest,
} from './batch-protocol.ts';
import { makeCollection } from './document-schema.ts';
import { openDatabase } from './open-database.ts';
import { duplicateColumn, failureReason, isStatementError } from './sqlite-error.ts';

// The thread that owns the files of document stores: one batch, one transaction, one fsync.

interface Prepared {
  readonly statement: StatementSync;
  readonly kind: StatementKind;
}

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker');
const answer = (message: ThreadAnswer): void => port.postMessage(message);

interface OpenFile {
  readonly database: DatabaseSync;
  /** By slot. */
  readonly prepared: Prepared[];
}

const files = new Map<number, OpenFile>();

function open(number: number, { file, format, oldest, collections }: FileToOpen): void {
  try {
    const database = openDatabase({
      file,
      format,
      ...(oldest === undefined ? {} : { oldest }),
      prepare: (fresh) => {
        for (const spec of collections) makeCollection(fresh, spec);
      },
    });
    files.set(number, { database, prepared: [] });
    answer({ file: number, type: 'opened' });
  } catch (error) {
    const params = isSimpulError(error) ? error.params : { reason: failureReason(error) };
    const code = isSimpulError(error, STORE.NEWER) ? 'NEWER' : 'FAILED';
    answer({ file: number, type: 'not-opened', error: code, params });
  }
}

function runBatch({ database, prepared }: OpenFile, { writes, stream }: Batch): (StatementResult | StatementRefusal)[] {
  const results: (StatementResult | StatementRefusal)[] = [];
  if (writes) database.exec('BEGIN IMMEDIATE');
  let at = 0;
  while (at < stream.length) {
    if (stream[at] === DEFINE) {
      const [slot, sql, kind] = stream.slice(at + 1, at + 4) as [number, string, StatementKind];
      prepared[slot] = { statement: database.prepare(sql), kind };
      at += 4;
      continue;
    }
    const start = at + 2;
    at = start + (stream[at + 1] as number);
    results.push(runStatement(prepared[stream[start - 2] as number], stream.slice(start, at)));
  }
  if (writes) database.exec('COMMIT');
  return results;
}

function runStatement(found: Prepared | undefined, params: SqlValue[]): StatementResult | StatementRefusal {
  if (found === undefined) throw new Error('a statement was not defined');
  const { statement, kind } = found;
  try {
    if (kind === 'run') return Number(statement.run(...params).changes);
    if (kind === 'get') return firstColumn(statement.get(...params)) ?? null;
    return statement.all(...params).flatMap((row) => firstColumn(row) ?? []);
  } catch (error) {
    if (!isStatementError(error)) throw error;
    const duplicate = duplicateColumn(error);
    return duplicate === undefined ? { reason: failureReason(error) } : { duplicate, reason: 'duplicate' };
  }
}

function firstColumn(row: object | undefined): string | undefined {
  return row === undefined ? undefined : (Object.values(row)[0] as string);
}

function close({ database }: OpenFile): void {
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

port.on('message', (request: ThreadRequest) => {
  const { file } = request;
  if ('open' in request) return open(file, request.open);
  const found = files.get(file);
  if (found === undefined) return answer({ file, type: 'failed', reason: 'it failed before' });
  try {
    if ('close' in request) {
      files.delete(file);
      close(found);
      answer({ file, type: 'closed' });
    } else {
      answer({ file, type: 'done', results: runBatch(found, request.batch) });
    }
  } catch (error) {
    // Never again: after a failed fsync nobody knows what is on the disk.
    files.delete(file);
    answer({ file, type: 'failed', reason: failureReason(error) });
  }
});
