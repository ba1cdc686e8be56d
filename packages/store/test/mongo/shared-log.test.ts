import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findMongoServer } from '@simpul/testing';
import { connectMongo, type LogSeal, type MongoConnection, openMongoLogStore } from '../../src/index.ts';
import { batchOf, idOf, rootOf } from '../conformance/log-batches.ts';
import { recordsOf } from '../conformance/log-search.ts';

const server = findMongoServer();

function sealOf(size: number, more: Partial<LogSeal> = {}): LogSeal {
  const identity = { name: 'ID-LA-2027h1', origin: 'bus.example/audit/log/ID-LA-2027h1', created: 2 };
  const successor = { place: 'audit-2027h1', identity };
  return { size, root: rootOf(size), at: 1_790_000_000_000 + size, writer: 'signer', successor, ...more };
}

(server.isThere ? describe : describe.skip)('a MongoDB log that processes share', () => {
  const database = `test-${randomUUID()}`;
  let connection: MongoConnection;
  beforeAll(async () => {
    connection = await connectMongo(server.urlOf(database));
  });
  afterAll(async () => {
    await connection.run((db) => db.dropDatabase());
    await connection.close();
  });
  const open = (name: string) => openMongoLogStore({ connection, name });

  it('takes nothing behind its seal, and says what follows', async () => {
    const [paused, other] = [await open('audit'), await open('audit')];
    await paused.append(batchOf(0, 3));
    expect(await other.seal(sealOf(3))).toBe('sealed');
    expect(await paused.append(batchOf(3, 5))).toBe('conflict');
    expect(await other.seal(sealOf(3, { writer: 'another' }))).toBe('conflict');
    const { successor, at } = sealOf(3);
    expect(await paused.tail()).toEqual({ size: 3, root: new Uint8Array(rootOf(3)), at, successor });
    expect(await paused.gaps()).toEqual([]);
    expect(await paused.batches(0, 9)).toHaveLength(1);
    expect(await paused.batches(3, 9)).toEqual([]);
    expect(await paused.batches(3, 1)).toEqual([]);
    expect(await paused.entries(0, 9)).toHaveLength(3);
    expect((await paused.locate([idOf(2)])).get(idOf(2))).toBe(2);
  });

  it('is sealed at its end only', async () => {
    const log = await open('audit-2027h1');
    await log.append(batchOf(0, 3));
    await log.append(batchOf(3, 5));
    for (const wrong of [sealOf(3), sealOf(4), sealOf(6), sealOf(5, { root: rootOf(4) })]) {
      expect(await log.seal(wrong)).toBe('conflict');
    }
    expect(await log.append(batchOf(5, 6))).toBe('stored');
  });

  it('shows what was signed and waits for witnesses, and never goes back to less', async () => {
    const [signer, other] = [await open('signed'), await open('signed')];
    expect(await other.signed()).toBeUndefined();
    await signer.putSigned({ size: 2, note: 'two' });
    await signer.putSigned({ size: 5, note: 'five' });
    await signer.putSigned({ size: 4, note: 'four' });
    expect(await other.signed()).toEqual({ size: 5, note: 'five' });
    expect(await other.checkpoint()).toBeUndefined();
  });

  it('is sealed while it is empty', async () => {
    const log = await open('empty');
    expect(await log.seal(sealOf(0))).toBe('sealed');
    expect(await log.append(batchOf(0, 1))).toBe('conflict');
    expect(await log.tail()).toMatchObject({ size: 0, successor: { place: 'audit-2027h1' } });
  });

  it('is sealed once, or goes on: a seal and batches that race make one chain', async () => {
    for (let round = 0; round < 10; round += 1) {
      const writers = await Promise.all(Array.from({ length: 4 }, () => open(`race-${round}`)));
      await writers[0]?.append(batchOf(0, 2));
      const races = writers.map((log, at) =>
        at % 2 === 0
          ? log.append(batchOf(2, 3, { ids: [idOf(100 + at)], writer: `${at}` }))
          : log.seal(sealOf(2, { writer: `${at}` })),
      );
      const outcomes = (await Promise.all(races)).filter((outcome) => outcome !== 'conflict');
      expect(outcomes).toHaveLength(1);
      const tail = await writers[0]?.tail();
      expect(tail?.size).toBe(outcomes[0] === 'stored' ? 3 : 2);
      expect(tail?.successor !== undefined).toBe(outcomes[0] === 'sealed');
    }
  });

  it('keeps the keys of the signer that came first', async () => {
    const [one, other] = [await open('keys'), await open('keys')];
    expect(await one.claimVerifierKeys(['log+1+a', 'log+2+b'])).toEqual(['log+1+a', 'log+2+b']);
    expect(await other.claimVerifierKeys(['log+3+c'])).toEqual(['log+1+a', 'log+2+b']);
    expect(await other.verifierKeys()).toEqual(['log+1+a', 'log+2+b']);
  });

  it('begins its search index anew where another release made it of other members', async () => {
    const log = await open('indexed');
    await log.index(recordsOf(3));
    await connection.run(async (db) => {
      await db.collection('indexed_records_00000000').insertOne({ at: 1 });
      await db.collection('indexed-2027h1_records_00000000').insertOne({ at: 1 });
    });
    const again = await open('indexed');
    expect(await again.indexedTo()).toBe(3);
    const names = await connection.run(async (db) => (await db.listCollections().toArray()).map(({ name }) => name));
    expect(names.filter((name) => name.startsWith('indexed') && name.includes('_records_0000'))).toEqual([
      'indexed-2027h1_records_00000000',
    ]);
  });

  it('is not called by what no collection may be called', async () => {
    for (const name of ['', '-a', 'a b', 'a.b', '$a']) await expect(open(name)).rejects.toThrow(TypeError);
  });
});
