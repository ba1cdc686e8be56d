import { setTimeout as wait } from 'node:timers/promises';
import type { SimpulError } from '@simpul/errors';
import { type Db, MongoClient } from 'mongodb';
import { isPassing, mongoFailed } from './mongo-error.ts';

/** Connections of one process: few, since operations travel in batches. */
const POOL_SIZE = 10;
/** Milliseconds until a server must be found, and until it must have answered. */
const SELECTION_MS = 2000;
const ANSWER_MS = 10_000;
/** Milliseconds for which an operation is tried again before it fails: an election of a replica set takes less. */
const TRY_MS = 15_000;
/** Milliseconds between two tries. */
const PAUSE_MS = 100;

/** A try of an operation: after the first one nothing is known of what the one before did. */
export type Attempt<T> = (db: Db, again: boolean) => Promise<T>;

/** The way to a database that several stores share. */
export interface MongoConnection {
  /**
   * Runs an operation, and again after a lost connection or during an election.
   * @throws SimpulError `STORE.FAILED` when the store stays away; whatever else the operation throws is thrown as it is
   */
  run<T>(attempt: Attempt<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Connects to a database of a server of MongoDB's protocol. Writes are acknowledged by the majority and journalled, reads see
 * what the majority holds and come from the primary. The driver's own retries are off, since they need a replica set's
 * sessions, which not every server of the protocol has.
 * @param url - `mongodb://host:port/database`
 * @throws SimpulError `STORE.FAILED` if it cannot be reached
 */
export async function connectMongo(url: string): Promise<MongoConnection> {
  const client = new MongoClient(url, {
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
  const db = client.db();
  const connection: MongoConnection = {
    async run(attempt) {
      const end = performance.now() + TRY_MS;
      for (let again = false; ; again = true) {
        try {
          return await attempt(db, again);
        } catch (error) {
          if (!isPassing(error)) throw error;
          if (performance.now() >= end) throw mongoFailed(error);
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
    throw asFailure(error);
  }
  return connection;
}

function asFailure(error: unknown): SimpulError {
  return mongoFailed(error);
}
