import { setTimeout as wait } from 'node:timers/promises';
import { isSimpulError } from '@simpul/errors';
import { type Db, MongoClient } from 'mongodb';
import { isClosed, isPassing, isWithoutServer, mongoFailed } from './mongo-error.ts';

/** Connections of one process: few, since operations travel in batches. */
const POOL_SIZE = 10;
/** Milliseconds until a server must be found, and until it must have answered. */
const SELECTION_MS = 2000;
const ANSWER_MS = 10_000;
/** Milliseconds for which an operation is tried again by default before it fails: an election of a replica set takes less. */
const TRY_MS = 15_000;
/**
 * Milliseconds after which an operation is given up whatever the driver says. Driver 7.9 waits for ever for a socket to drain that the
 * server ended just before the write, and its pool with it: so the next try gets a client of its own. What looks for the server waits
 * in the same way, so a client that finds none is given up as well. Longer than a server that stood still for five seconds needs, and
 * short enough that a killed store is recovered from within ten.
 */
const STUCK_MS = 6000;
/** Milliseconds between two tries. */
const PAUSE_MS = 100;

/** A try of an operation: after the first one nothing is known of what the one before did. */
export type Attempt<T> = (db: Db, again: boolean) => Promise<T>;

export interface MongoOptions {
  readonly tryMs?: number;
}

/** The way to a database that several stores share. */
export interface MongoConnection {
  /**
   * Runs an operation, and again after a lost connection or during an election.
   * @param options.isLong - It reads through a cursor for as long as it takes, so only each of its commands has a limit.
   * @throws SimpulError `STORE.FAILED` when the store stays away; whatever else the operation throws is thrown as it is
   */
  run<T>(attempt: Attempt<T>, options?: { readonly isLong?: boolean }): Promise<T>;
  close(): Promise<void>;
}

/**
 * Connects to a database of a server of MongoDB's protocol. Writes are acknowledged by the majority and journalled, reads see
 * what the majority holds and come from the primary. The driver's own retries are off, since they need a replica set's
 * sessions, which not every server of the protocol has.
 * @param url - `mongodb://host:port/database`
 * @param options.tryMs - Milliseconds for which an operation is tried again before it fails; 15,000 by default.
 * @throws SimpulError `STORE.FAILED` if it cannot be reached
 */
export async function connectMongo(url: string, { tryMs = TRY_MS }: MongoOptions = {}): Promise<MongoConnection> {
  const connect = (): MongoClient =>
    new MongoClient(url, {
      maxPoolSize: POOL_SIZE,
      serverSelectionTimeoutMS: SELECTION_MS,
      socketTimeoutMS: ANSWER_MS,
      readPreference: 'primary',
      readConcern: { level: 'majority' },
      writeConcern: { w: 'majority', journal: true },
      retryReads: false,
      retryWrites: false,
      ignoreUndefined: true,
    });
  let client = connect();
  const connection: MongoConnection = {
    async run(attempt, { isLong = false } = {}) {
      const end = performance.now() + tryMs;
      let reason: unknown;
      for (let again = false; ; again = true) {
        const used = client;
        try {
          const result = attempt(used.db(), again);
          return await (isLong ? result : within(result, Math.min(tryMs, STUCK_MS)));
        } catch (error) {
          const isUsedUp = error instanceof StuckError || isClosed(error) || isWithoutServer(error);
          if (!isUsedUp && !isPassing(error)) throw error;
          if (isUsedUp && client === used) {
            client = connect();
            // Whatever it still waits for ends with it.
            void used.close().catch(() => undefined);
          }
          // That a client is closed says nothing of why.
          if (!isClosed(error)) reason = error;
          if (performance.now() >= end) throw mongoFailed(reason ?? error);
          await wait(PAUSE_MS);
        }
      }
    },
    close: () => client.close(),
  };
  try {
    await connection.run((database) => database.command({ ping: 1 }));
  } catch (error) {
    await client.close();
    throw isSimpulError(error) ? error : mongoFailed(error);
  }
  return connection;
}

/** The driver did not end an operation within all its own limits. */
class StuckError extends Error {
  override readonly name = 'StuckError';
}

/** @throws StuckError if it takes longer */
async function within<T>(result: Promise<T>, ms: number): Promise<T> {
  const late = new AbortController();
  const limit = wait(ms, undefined, { signal: late.signal }).then(() => {
    throw new StuckError(`no answer within ${ms} ms`);
  });
  try {
    return await Promise.race([result, limit]);
  } finally {
    late.abort();
    // One of the two is not waited for any more: its end is nobody's.
    limit.catch(() => undefined);
    result.catch(() => undefined);
  }
}
