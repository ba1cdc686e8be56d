import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { findMongoServer } from '@simpul/testing';
import { connectMongo, openMongoLogStore } from '../../src/index.ts';
import { logStoreConformance } from '../conformance/log-store-conformance.ts';

const server = findMongoServer();

(server.isThere ? describe : describe.skip)('the MongoDB log store', () => {
  const database = `test-${randomUUID()}`;
  let connection: Awaited<ReturnType<typeof connectMongo>>;
  beforeAll(async () => {
    connection = await connectMongo(server.urlOf(database));
  });
  afterAll(async () => {
    await connection.run((db) => db.dropDatabase());
    await connection.close();
  });

  logStoreConformance((place) => openMongoLogStore({ connection, name: place.replaceAll(' ', '_') }));
});
