import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectMongo, openMongoDocumentStore } from '@simpul/store';
import { findMongoServer } from '@simpul/testing';
import { type Commit, COMMITS, STORE_FORMAT } from '../../src/store/commits.ts';
import { RegistryStore } from '../../src/store/registry-store.ts';

const server = findMongoServer();
const run = promisify(execFile);
const EACH = 25;
const WRITER = new URL('writing-process.ts', import.meta.url).pathname;

// A folder with SQLite belongs to one process, so several processes have MongoDB; `writer.test.ts` has several registries on SQLite.
(server.isThere ? describe : describe.skip)('registries of several processes over MongoDB', () => {
  const url = server.isThere ? server.urlOf(`registry-${randomUUID()}`) : '';
  let connection: Awaited<ReturnType<typeof connectMongo>>;
  beforeAll(async () => {
    connection = await connectMongo(url);
  });
  afterAll(async () => {
    await connection.run((db) => db.dropDatabase());
    await connection.close();
  });

  it('lose no update of another, and end up with the same', async () => {
    const prefixes = ['a', 'b', 'c'];
    await Promise.all(
      prefixes.map((prefix) => run(process.execPath, ['--no-warnings', WRITER, url, prefix, String(EACH)])),
    );
    const options = { connection, name: 'registry', collections: [COMMITS], format: STORE_FORMAT };
    const database = await openMongoDocumentStore(options);
    const registry = await new RegistryStore(database.collection<Commit>(COMMITS)).refresh();
    const wanted = prefixes.flatMap((prefix) => Array.from({ length: EACH }, (_, i) => `${prefix}-${i}`));
    expect(registry.value('group', 'g')?.members.toSorted()).toEqual(wanted.toSorted());
    expect(registry.revision).toBe(wanted.length);
    await database.close();
  }, 60_000);
});
