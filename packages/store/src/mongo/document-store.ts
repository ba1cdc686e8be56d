import { SimpulError } from '@simpul/errors';
import type { Collection, CollectionSpec, Document, DocumentStore } from '../document-store.ts';
import { MongoCollection } from './document-collection.ts';
import { createInsertMany } from './insert-many.ts';
import type { MongoConnection } from './mongo-connection.ts';
import { mongoFailed } from './mongo-error.ts';
import { makeCollection, takeFormat } from './make-collection.ts';
import { OperationQueue } from './operation-queue.ts';
import { checkedName } from './stored-document.ts';

/** Operations that may wait at once by default. */
const DEFAULT_MAX_WAITING = 20_000;

export interface MongoDocumentStoreOptions {
  readonly connection: MongoConnection;
  /** Tells the stores of one database apart: their collections are called `<name>_<collection>`. */
  readonly name: string;
  readonly collections: readonly CollectionSpec[];
  /** Format of the documents, 1 or more (design 02 rule 10). */
  readonly format: number;
  /** Operations that may wait at once; beyond it `STORE.BUSY`. 20,000 by default. */
  readonly maxWaiting?: number;
}

/**
 * Opens a document store in a database of a server of MongoDB's protocol. Several processes may have it open at once. Closing it
 * leaves the connection open. An outage fails what is asked for meanwhile; afterwards the store goes on.
 * @throws SimpulError `STORE.NEWER` if a newer release wrote there, `STORE.FAILED` if it cannot be used
 */
export async function openMongoDocumentStore(options: MongoDocumentStoreOptions): Promise<DocumentStore> {
  const { connection, name, collections, format, maxWaiting = DEFAULT_MAX_WAITING } = options;
  const serverName = (collection: string): string => `${checkedName(name)}_${collection}`;
  for (const spec of collections) checkNames(spec);
  try {
    await connection.run(
      async (db) => {
        await takeFormat(db, name, format);
        for (const spec of collections) await makeCollection(db, serverName(spec.name), spec);
      },
      { isLong: true },
    );
  } catch (error) {
    throw error instanceof SimpulError ? error : mongoFailed(error);
  }
  const queue = new OperationQueue({ insertMany: createInsertMany(connection, serverName), maxWaiting });
  return {
    collection<D extends Document>(spec: CollectionSpec): Collection<D> {
      const declared = collections.find((one) => one.name === spec.name);
      if (declared === undefined) throw new TypeError(`the collection ${spec.name} was not declared at opening`);
      return new MongoCollection<D>({ connection, queue, serverName: serverName(spec.name) }, declared);
    },
    close: () => queue.close(),
  };
}

function checkNames({ name, unique, indexes }: CollectionSpec): void {
  for (const one of [name, ...(unique ?? []), ...(indexes ?? []).flat()]) checkedName(one);
}
