import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { connectMongo, openMongoLogStore } from '../../src/index.ts';
import { logStoreConformance } from '../conformance/log-store-conformance.ts';
import { describeWithMongo } from './mongo-server.ts';

describeWithMongo('the MongoDB log store', (server) => {
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
