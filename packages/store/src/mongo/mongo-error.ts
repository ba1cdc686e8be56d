import { SimpulError, STORE } from '@simpul/errors';
import {
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';

/** Server error: a unique key exists already. */
const DUPLICATE_KEY = 11_000;
/**
 * Server errors after which the same command may be sent again, once there is a primary: the retryable errors of the driver
 * specification "Retryable Writes", and write concern time-outs, after which the write may have happened.
 */
const PASSING: ReadonlySet<number> = new Set([
  6, 7, 64, 89, 91, 134, 189, 262, 9001, 10_107, 11_600, 11_602, 13_388, 13_435, 13_436,
]);
/**
 * What DocumentDB says where it could not make a collection, which it does at the first write to it, or its indexes, beside others
 * that make or drop theirs. These errors have no codes of their own; nothing was written.
 */
const NOT_DONE = ['Unable to create the specified collection', 'deadlock detected'];

export function isDuplicate(error: unknown): error is MongoServerError {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** Whether the client can do nothing any more: its first connection failed, or it was given up meanwhile. */
export function isClosed(error: unknown): boolean {
  return error instanceof MongoTopologyClosedError || error instanceof MongoClientClosedError;
}

/** Whether the client found no server to ask, which only another one may find. */
export function isWithoutServer(error: unknown): boolean {
  return bare(error) instanceof MongoServerSelectionError;
}

/** Whether nothing is known of what the command did, and it may be asked again in a moment. */
export function isPassing(wrapped: unknown): boolean {
  const error = bare(wrapped);
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (error instanceof MongoServerError) {
    const { code, message } = error;
    return PASSING.has(Number(code)) || NOT_DONE.some((text) => message.includes(text));
  }
  // The pool is emptied under waiting operations when a connection is lost.
  return error instanceof MongoError && error.name.startsWith('MongoPoolCleared');
}

/** The driver wraps the error of a connection in that of a bulk write, as its response. */
function bare(error: unknown): unknown {
  const isWrapped = error instanceof MongoBulkWriteError && (error.errorResponse as unknown) instanceof MongoError;
  return isWrapped ? error.errorResponse : error;
}

/**
 * Whose unique index was violated. MongoDB names the index behind `index:`, FerretDB in quotes; neither names the member in
 * a form that both have.
 */
export function duplicateIndex(message: string): string {
  return /index:? '?(\w+)/i.exec(message)?.[1] ?? '';
}

/** A failure of the store with its reason, without values of documents: messages of unique keys never get here. */
export function mongoFailed(error: unknown): SimpulError {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new SimpulError(STORE.FAILED, { params: { reason }, cause: error });
}
