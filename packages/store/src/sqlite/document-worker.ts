import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { isSimpulError, STORE } from '@simpul/errors';
import {
  type Batch,
  DEFINE,
  type SqlValue,
  type StatementKind,
  type StatementRefusal,
  type StatementResult,
  type WorkerAnswer,
  type WorkerOptions,
  type WorkerRequest,
} from './batch-protocol.ts';
import { makeCollection } from './document-schema.ts';
import { openDatabase } from './open-database.ts';
import { duplicateColumn, failureReason, isStatementError } from './sqlite-error.ts';

// The thread that owns the file of a document store: one batch, one transaction, one fsync.

interface Prepared {
  readonly statement: StatementSync;
  readonly kind: StatementKind;
}

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker');
const answer = (message: WorkerAnswer): void => port.postMessage(message);
const prepared: Prepared[] = [];

function open(): DatabaseSync | undefined {
  const { file, format, collections } = workerData as WorkerOptions;
  try {
    const opened = openDatabase({
      file,
      format,
      prepare: (database) => {
        for (const spec of collections) makeCollection(database, spec);
      },
    });
    answer({ type: 'opened' });
    return opened;
  } catch (error) {
    const params = isSimpulError(error) ? error.params : { reason: failureReason(error) };
    answer({ type: 'not-opened', error: isSimpulError(error, STORE.NEWER) ? 'NEWER' : 'FAILED', params });
    return undefined;
  }
}

function runBatch(database: DatabaseSync, { writes, stream }: Batch): (StatementResult | StatementRefusal)[] {
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

const database = open();
if (database === undefined) port.close();
else
  port.on('message', (request: WorkerRequest) => {
    try {
      if (request === 'close') {
        database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        database.close();
        port.close();
      } else {
        answer({ type: 'done', results: runBatch(database, request) });
      }
    } catch (error) {
      // Never again: after a failed fsync nobody knows what is on the disk.
      answer({ type: 'failed', reason: failureReason(error) });
      port.close();
    }
  });
