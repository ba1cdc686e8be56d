import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STORE } from '@simpul/errors';
import { findMongoServer } from '@simpul/testing';
import {
  type Collection,
  connectMongo,
  type MongoConnection,
  openMongoDocumentStore,
  openMongoLogStore,
} from '../../src/index.ts';
import { batchOf } from '../conformance/log-batches.ts';
import { type CuttingRelay, startCuttingRelay } from './cutting-relay.ts';

type Letter = { readonly id: string; readonly key?: string; readonly state?: string };
const LETTERS = { name: 'letters', unique: ['key'], indexes: [['state']] };

const server = findMongoServer();

(server.isThere ? describe : describe.skip)('a store whose connection is lost in the middle of a write', () => {
  const database = `test-${randomUUID()}`;
  let relay: CuttingRelay;
  let connection: MongoConnection;
  let letters: Collection<Letter>;
  beforeAll(async () => {
    const direct = new URL(server.urlOf(database));
    relay = await startCuttingRelay({ host: direct.hostname, port: Number(direct.port) });
    direct.host = `127.0.0.1:${relay.port}`;
    connection = await connectMongo(direct.href);
    const store = await openMongoDocumentStore({ connection, name: 'lost', collections: [LETTERS], format: 1 });
    letters = store.collection<Letter>(LETTERS);
  });
  afterAll(async () => {
    await connection.run((db) => db.dropDatabase());
    await connection.close();
    await relay.close();
  });

  it.each(['answer', 'request'])('inserts once, whether the %s was lost', async (what) => {
    if (what === 'answer') relay.loseAnswersTo('lost_letters', 1);
    else relay.loseRequestsWith('lost_letters', 1);
    await letters.insert({ id: `insert ${what}`, key: `key ${what}`, state: what });
    expect(await letters.find({ where: { state: what }, limit: 9 })).toHaveLength(1);
  });

  it('inserts those of a batch that are new, and refuses those that were there', async () => {
    await letters.insert({ id: 'there', key: 'taken' });
    relay.loseAnswersTo('lost_letters', 1);
    const outcomes = await Promise.allSettled([
      letters.insert({ id: 'new 1', key: 'new' }),
      letters.insert({ id: 'there' }),
      letters.insert({ id: 'new 2', key: 'taken' }),
      letters.insert({ id: 'new 3' }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(outcomes[2]).toMatchObject({ reason: { code: STORE.DUPLICATE.code, params: { key: 'key' } } });
  });

  it('tells whoever won a condition that it won, and nobody else', async () => {
    await letters.insert({ id: 'claimed', state: 'open' });
    relay.loseAnswersTo('lost_letters', 1);
    const claims = Array.from({ length: 5 }, (_, n) => letters.update('claimed', { state: `${n}` }, { state: 'open' }));
    const won = (await Promise.all(claims)).flatMap((wins, n) => (wins ? [n] : []));
    expect(won).toHaveLength(1);
    expect(await letters.get('claimed')).toEqual({ id: 'claimed', state: String(won[0]) });
  });

  it('does not know what it cannot know: a delete whose answer was lost', async () => {
    await letters.insert({ id: 'deleted' });
    relay.loseAnswersTo('lost_letters', 1);
    await expect(letters.delete('deleted')).rejects.toMatchObject({ code: STORE.FAILED.code });
    expect(await letters.get('deleted')).toBeUndefined();
  });

  it.each(['answer', 'request'])('appends a batch once, whether the %s was lost', async (what) => {
    const log = await openMongoLogStore({ connection, name: `log_${what}` });
    await log.append(batchOf(0, 3));
    if (what === 'answer') relay.loseAnswersTo('bundle', 1);
    else relay.loseRequestsWith('bundle', 1);
    expect(await log.append(batchOf(3, 5))).toBe('stored');
    expect(await log.append(batchOf(3, 5))).toBe('conflict');
    expect((await log.tail())?.size).toBe(5);
  });

  it('refuses a batch that another writer was faster with', async () => {
    const log = await openMongoLogStore({ connection, name: 'log_rival' });
    relay.loseRequestsWith('bundle', 1);
    const mine = log.append(batchOf(0, 2, { writer: 'mine', ids: ['a', 'b'] }));
    const rival = await connectMongo(server.urlOf(database));
    const other = await openMongoLogStore({ connection: rival, name: 'log_rival' });
    const outcomes = [await mine, await other.append(batchOf(0, 1, { writer: 'rival', ids: ['c'] }))];
    expect(outcomes.toSorted()).toEqual(['conflict', 'stored']);
    await rival.close();
  });

  it('goes on after a write that the driver waits for in vain', async () => {
    relay.stallRequestsWith('lost_letters', 1);
    // More than the buffers on the way take.
    const large = Array.from({ length: 12 }, (_, n) => ({
      id: `large ${n}`,
      key: `large ${n}`,
      state: 'x'.repeat(1_000_000),
    }));
    await Promise.all(large.map((letter) => letters.insert(letter)));
    expect(await letters.get('large 11')).toEqual(large[11]);
  });

  it('goes on when the driver waits in vain to hear whether the server is back', async () => {
    relay.cutAndIgnoreNext();
    await letters.insert({ id: 'heard' });
    expect(await letters.get('heard')).toEqual({ id: 'heard' });
  });

  it('goes on after several losses in a row', async () => {
    relay.loseRequestsWith('lost_letters', 3);
    await letters.insert({ id: 'after' });
    expect(await letters.get('after')).toEqual({ id: 'after' });
  });
});
