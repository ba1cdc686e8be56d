import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { findMongoServer } from '@simpul/testing';
import { connectMongo, openMongoDocumentStore } from '../../src/index.ts';
import { documentStoreConformance } from '../conformance/document-store-conformance.ts';

const server = findMongoServer();

(server.isThere ? describe : describe.skip)('the MongoDB document store', () => {
  const database = `test-${randomUUID()}`;
  let connection: Awaited<ReturnType<typeof connectMongo>>;
  beforeAll(async () => {
    connection = await connectMongo(server.urlOf(database));
  });
  afterAll(async () => {
    await connection.run((db) => db.dropDatabase());
    await connection.close();
  });

  documentStoreConformance(({ place, ...options }) => openMongoDocumentStore({ connection, name: place, ...options }));
});
