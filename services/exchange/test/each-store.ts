import { afterAll, beforeAll, describe } from '@jest/globals';
import {
  type CollectionSpec,
  connectMongo,
  type DocumentStore,
  openMongoDocumentStore,
  openSqliteDocumentStore,
} from '@simpul/store';
import { findMongoServer, temporaryFolder } from '@simpul/testing';
import { randomUUID } from 'node:crypto';

/** Opens an empty store as several nodes share it. */
export type OpenShared = (collections: readonly CollectionSpec[]) => Promise<DocumentStore>;

/** Runs a suite over both stores; where no server of MongoDB's protocol is there, that half is skipped by its name. */
export function onEachStore(suite: (open: OpenShared) => void): void {
  describe('over SQLite', () => {
    const folder = temporaryFolder();
    afterAll(() => folder.remove());
    suite((collections) =>
      openSqliteDocumentStore({ file: `${folder.path}/${randomUUID()}.sqlite`, collections, format: 1 }),
    );
  });

  const server = findMongoServer();
  (server.isThere ? describe : describe.skip)('over MongoDB', () => {
    let connection: Awaited<ReturnType<typeof connectMongo>>;
    beforeAll(async () => {
      connection = await connectMongo(server.urlOf(`test-${randomUUID()}`));
    });
    afterAll(async () => {
      await connection.run((db) => db.dropDatabase());
      await connection.close();
    });
    suite((collections) =>
      openMongoDocumentStore({ connection, name: `s${randomUUID().replaceAll('-', '')}`, collections, format: 1 }),
    );
  });
}
