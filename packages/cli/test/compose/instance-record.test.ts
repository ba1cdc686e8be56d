import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectMongo, type MongoConnection } from '@simpul/store';
import { findMongoServer } from '@simpul/testing';
import { randomUUID } from 'node:crypto';
import type { SetUp } from '../../src/compose/instance-file.ts';
import { settleInstance, type Wanted } from '../../src/compose/instance-record.ts';

const server = findMongoServer();
const SET_UP: SetUp = { format: 1, mode: 'sandbox', instance: 'ID-LA', publicUrl: 'http://bus.example' };

(server.isThere ? describe : describe.skip)('what the processes on a store were born as', () => {
  let connection: MongoConnection;
  let abort: AbortController;
  let waits: number;
  /** Resolves when it is said for the first time that a start waits. */
  let waited: PromiseWithResolvers<void>;
  const settle = (wanted: Wanted): Promise<SetUp> =>
    settleInstance(connection, wanted, { signal: abort.signal, onWait });
  const onWait = (): void => {
    waits += 1;
    waited.resolve();
  };

  beforeAll(async () => {
    connection = await connectMongo(server.urlOf(`test_instance_${randomUUID().slice(0, 8)}`));
  });
  beforeEach(async () => {
    await connection.run((db) => db.dropDatabase());
    abort = new AbortController();
    waits = 0;
    waited = Promise.withResolvers<void>();
  });
  afterAll(async () => {
    await connection.run((db) => db.dropDatabase());
    await connection.close();
  });

  it('is said by whoever comes first with a region file, and found by the others', async () => {
    expect(await settle(SET_UP)).toEqual(SET_UP);
    expect(await settle(SET_UP)).toEqual(SET_UP);
    expect(await settle({ publicUrl: SET_UP.publicUrl })).toEqual(SET_UP);
    expect(waits).toBe(0);
  });

  it('is one, however many come first at once', async () => {
    const others = Array.from({ length: 5 }, () => settle(SET_UP));
    expect(new Set((await Promise.all(others)).map((one) => JSON.stringify(one))).size).toBe(1);
  });

  it('is waited for by who has no region file, which is told once', async () => {
    const waiting = settle({ publicUrl: SET_UP.publicUrl });
    await waited.promise;
    await settle(SET_UP);
    expect(await waiting).toEqual(SET_UP);
    expect(waits).toBe(1);
  });

  it('is waited for no longer than the process is to live', async () => {
    const waiting = settle({ publicUrl: SET_UP.publicUrl });
    await waited.promise;
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.each<[string, Wanted, string, unknown]>([
    ['instance', { ...SET_UP, instance: 'ID-JB' }, 'instance', 'ID-JB'],
    ['mode', { ...SET_UP, mode: 'production' }, 'mode', 'production'],
    ['format', { ...SET_UP, format: 2 }, 'format', 2],
    ['address', { publicUrl: 'http://other.example' }, 'publicUrl', 'http://other.example'],
  ])('stops a start for another %s', async (_, wanted, member, value) => {
    await settle(SET_UP);
    const params = { member, found: SET_UP[member as keyof SetUp], wanted: value };
    await expect(settle(wanted)).rejects.toMatchObject({ code: 'SIMPUL_CONFIG_STORE_MISMATCH', params });
  });
});
