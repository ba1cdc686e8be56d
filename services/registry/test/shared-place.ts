import { randomUUID } from 'node:crypto';
import {
  connectMongo,
  type CollectionSpec,
  type DocumentStore,
  openMongoDocumentStore,
  openSqliteDocumentStore,
} from '@simpul/store';
import { findMongoServer, temporaryFolder } from '@simpul/testing';

/** A place for a store that several registries have open. */
export interface SharedPlace {
  openStore(collections: readonly CollectionSpec[], format: number): Promise<DocumentStore>;
  remove(): Promise<void>;
}

/** One open file in this process. */
export async function openFile(): Promise<SharedPlace> {
  const folder = temporaryFolder();
  let opened: Promise<DocumentStore> | undefined;
  return {
    async openStore(collections, format) {
      opened ??= openSqliteDocumentStore({ file: `${folder.path}/registry.sqlite`, collections, format });
      const store = await opened;
      return { collection: (spec) => store.collection(spec), close: async () => undefined };
    },
    async remove() {
      await (await opened)?.close();
      folder.remove();
    },
  };
}

/** A database of its own on the server that tests have. */
export async function openServer(): Promise<SharedPlace> {
  const connection = await connectMongo(findMongoServer().urlOf(`registry-${randomUUID()}`));
  return {
    openStore: (collections, format) => openMongoDocumentStore({ connection, name: 'registry', collections, format }),
    async remove() {
      await connection.run((db) => db.dropDatabase());
      await connection.close();
    },
  };
}
