import { createHash } from 'node:crypto';
import { SimpulError, STORE } from '@simpul/errors';
import type { Collection, Db, Document as ServerDocument } from 'mongodb';
import { checkFormat, takeFormat } from './make-collection.ts';
import type { MongoConnection } from './mongo-connection.ts';
import { mongoFailed } from './mongo-error.ts';
import { INDEXED_MEMBERS } from '../log-store.ts';

/** Format of a log's collections (design 02 rule 10). */
const LOG_FORMAT = 1;

/** Collections of a log. */
export type LogPart = 'batches' | 'records' | 'tiles' | 'findings' | 'facts';

/** Parts of a log's name: as of other stores, and `-`. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;
/**
 * The search index is called by what it knows of a leaf, and how it keeps that: a release that does otherwise begins another,
 * which is filled from the log, and one that is still running finds its own.
 */
const RECORDS = `records_${createHash('sha256').update(`chunks ${INDEXED_MEMBERS.join()}`).digest('hex').slice(0, 8)}`;

export interface MongoLogStoreOptions {
  readonly connection: MongoConnection;
  /** Tells the logs of one database apart: their collections are called `<name>_<collection>`. */
  readonly name: string;
  /** Nothing is made where there is no log, and nothing may be written. */
  readonly readOnly?: boolean;
}

/** A log's collections. */
export interface LogDatabase {
  /** Runs work on one of them, and again after a lost connection (`MongoConnection.run`). @throws SimpulError `STORE.FAILED` */
  on<D extends ServerDocument, T>(
    part: LogPart,
    work: (collection: Collection<D>, again: boolean) => Promise<T>,
    options?: { readonly isLong?: boolean },
  ): Promise<T>;
  close(): Promise<void>;
}

/** Makes the collections' indexes, unless it is only read. @throws SimpulError `STORE.NEWER`, `STORE.FAILED` */
export async function openLogDatabase({
  connection,
  name,
  readOnly = false,
}: MongoLogStoreOptions): Promise<LogDatabase> {
  if (!NAME.test(name)) throw new TypeError(`${name} cannot be the name of a log`);
  const serverName = (part: LogPart): string => `${name}_${part === 'records' ? RECORDS : part}`;
  let closed = false;

  async function guarded<T>(
    work: (db: Db, again: boolean) => Promise<T>,
    options?: { readonly isLong?: boolean },
  ): Promise<T> {
    if (closed) throw new SimpulError(STORE.FAILED, { params: { reason: 'it is closed' } });
    try {
      return await connection.run(work, options);
    } catch (error) {
      // What a method promises of its arguments is thrown as it is.
      if (error instanceof SimpulError || error instanceof RangeError) throw error;
      throw mongoFailed(error);
    }
  }

  await guarded(
    async (db) => {
      if (readOnly) return checkFormat(db, name, LOG_FORMAT);
      await takeFormat(db, name, LOG_FORMAT);
      await dropOtherIndexes(db, name, serverName('records'));
      await db.collection(serverName('batches')).createIndexes([
        { key: { ids: 1 }, unique: true, name: 'ids' },
        { key: { greatest: 1 }, name: 'greatest' },
      ]);
      await db.collection(serverName('records')).createIndexes([
        { key: { until: 1, _id: 1 }, name: 'until' },
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
    },
    { isLong: true },
  );

  return {
    on: (part, work, options) => guarded((db, again) => work(db.collection(serverName(part)), again), options),
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}

/** Search indexes of other releases; one that a process of such a release still fills comes again, and goes at the next start. */
async function dropOtherIndexes(db: Db, log: string, own: string): Promise<void> {
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  const others = collections.filter(({ name }) => name.startsWith(`${log}_records`) && name !== own);
  for (const { name } of others) await db.collection(name).drop();
}
