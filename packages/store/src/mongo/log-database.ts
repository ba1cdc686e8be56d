import { SimpulError, STORE } from '@simpul/errors';
import type { Collection, Db, Document as ServerDocument } from 'mongodb';
import { takeFormat } from './make-collection.ts';
import type { MongoConnection } from './mongo-connection.ts';
import { mongoFailed } from './mongo-error.ts';
import { checkedName } from './stored-document.ts';
import { INDEXED_MEMBERS } from '../log-store.ts';

/** Format of a log's collections (design 02 rule 10). */
const LOG_FORMAT = 1;

/** Collections of a log. */
export type LogPart = 'batches' | 'records' | 'tiles' | 'findings' | 'facts';

/** A log's collections. */
export interface LogDatabase {
  /** Runs work on one of them, and again after a lost connection (`MongoConnection.run`). @throws SimpulError `STORE.FAILED` */
  on<D extends ServerDocument, T>(
    part: LogPart,
    work: (collection: Collection<D>, again: boolean) => Promise<T>,
  ): Promise<T>;
  close(): Promise<void>;
}

/** Makes the collections' indexes. @throws SimpulError `STORE.NEWER`, `STORE.FAILED` */
export async function openLogDatabase(connection: MongoConnection, name: string): Promise<LogDatabase> {
  const serverName = (part: LogPart): string => `${checkedName(name)}_${part}`;
  let closed = false;

  async function guarded<T>(work: (db: Db, again: boolean) => Promise<T>): Promise<T> {
    if (closed) throw new SimpulError(STORE.FAILED, { params: { reason: 'it is closed' } });
    try {
      return await connection.run(work);
    } catch (error) {
      // What a method promises of its arguments is thrown as it is.
      if (error instanceof SimpulError || error instanceof RangeError) throw error;
      throw mongoFailed(error);
    }
  }

  await guarded(async (db) => {
    await takeFormat(db, name, LOG_FORMAT);
    await db.collection(serverName('batches')).createIndexes([
      { key: { ids: 1 }, unique: true, name: 'ids' },
      { key: { greatest: 1 }, name: 'greatest' },
    ]);
    await db.collection(serverName('records')).createIndexes([
      { key: { at: 1, _id: 1 }, name: 'at' },
      ...INDEXED_MEMBERS.map((member) => ({
        key: { [member]: 1, _id: 1 } as const,
        name: member,
        partialFilterExpression: { [member]: { $exists: true } },
      })),
    ]);
    await db.collection(serverName('findings')).createIndexes([
      { key: { number: 1 }, unique: true, name: 'number' },
      { key: { kind: 1, number: 1 }, name: 'kind' },
    ]);
  });

  return {
    on: (part, work) => guarded((db, again) => work(db.collection(serverName(part)), again)),
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}
