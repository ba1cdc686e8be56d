import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { connectMongo, openMongoDocumentStore } from '../../src/index.ts';
import { documentStoreConformance } from '../conformance/document-store-conformance.ts';
import { describeWithMongo } from './mongo-server.ts';

describeWithMongo('the MongoDB document store', (server) => {
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
