import { randomUUID } from 'node:crypto';
import {
  connectMongo,
  type CollectionSpec,
  type DocumentStore,
  openMongoDocumentStore,
  openSqliteDocumentStore,
} from '@simpul/store';
import { findMongoServer } from './mongo-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A place for a document store that several processes of one service have open. */
export interface SharedPlace {
  readonly openStore: (collections: readonly CollectionSpec[], format: number) => Promise<DocumentStore>;
  remove(): Promise<void>;
}

/** One open file in this process, for all that ask. @param service - whose store it is */
export async function shareFile(service: string): Promise<SharedPlace> {
  const folder = temporaryFolder();
  let opened: Promise<DocumentStore> | undefined;
  return {
    async openStore(collections, format) {
      opened ??= openSqliteDocumentStore({ file: `${folder.path}/${service}.sqlite`, collections, format });
      const store = await opened;
      return { collection: (spec) => store.collection(spec), close: async () => undefined };
    },
    async remove() {
      await (await opened)?.close();
      folder.remove();
    },
  };
}

/** A database of its own on the server that tests have (`findMongoServer`). @param service - whose store it is */
export async function shareDatabase(service: string): Promise<SharedPlace> {
  const connection = await connectMongo(findMongoServer().urlOf(`${service}-${randomUUID()}`));
  return {
    openStore: (collections, format) => openMongoDocumentStore({ connection, name: service, collections, format }),
    async remove() {
      await connection.run((db) => db.dropDatabase());
      await connection.close();
    },
  };
}
