import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SimpulError, STORE } from '@simpul/errors';
import { type LogBatch, type LogStore, openSqliteLogStore } from '@simpul/store';
import { INDEX_MAX_BACKLOG } from '../../src/config.ts';
import { Sequencer } from '../../src/workers/sequencer.ts';
import { newFolder, removeFolder } from '../audit-under-test.ts';
import { sent } from '../sample-leaves.ts';

let folder: string;
let store: LogStore;
const failures: unknown[] = [];
const file = (): string => join(folder, 'log.sqlite');

beforeEach(async () => {
  folder = await newFolder();
  store = openSqliteLogStore({ file: file() });
  failures.length = 0;
});
afterEach(async () => {
  await store.close();
  await removeFolder(folder);
});

function open(used: LogStore, writer: string, now = () => 1000) {
  return Sequencer.open({ store: used, writer, now, onFailure: (error) => failures.push(error) });
}

/** A store of which some methods are replaced. */
function changed(changes: Partial<LogStore>): LogStore {
  return new Proxy(store, {
    get(target, name: keyof LogStore) {
      const method = changes[name] ?? target[name];
      return changes[name] === undefined ? method.bind(target) : method;
    },
  });
}

describe('Sequencer', () => {
  it('merges the calls that wait into one batch', async () => {
    const batches: LogBatch[] = [];
    const spy = changed({
      append: async (batch) => {
        batches.push(batch);
        return store.append(batch);
      },
    });
    const sequencer = await open(spy, 'a');
    const call = (n: number) => sequencer.append([sent(n), sent(n + 100)]);
    await Promise.all(Array.from({ length: 60 }, (_, n) => call(n)));
    expect(batches.map(({ ids }) => ids.length)).toEqual([120]);
    await Promise.all(
      Array.from({ length: 3 }, (_, c) =>
        sequencer.append(Array.from({ length: 100 }, (__, n) => sent(1000 * (c + 1) + n))),
      ),
    );
    expect(batches.map(({ ids }) => ids.length)).toEqual([120, 200, 100]);
    await sequencer.finish();
  });

  it('makes one chain with another writer, in order of time', async () => {
    const [a, b] = [await open(store, 'a', () => 2000), await open(store, 'b', () => 1000)];
    for (let n = 0; n < 10; n += 2) {
      expect(await a.append([sent(n)])).toEqual(['stored']);
      expect(await b.append([sent(n), sent(n + 1)])).toEqual(['stored', 'stored']);
    }
    await Promise.all([a.finish(), b.finish()]);
    expect((await store.tail())?.size).toBe(10);
    expect((await store.batches(0, 100)).map(({ at, writer }) => `${writer} ${at}`)).toEqual(
      Array.from({ length: 5 }, () => ['a 2000', 'b 2000']).flat(),
    );
    expect(await store.search({}, { limit: 100 })).toHaveLength(10);
    expect(failures).toEqual([]);
  });

  it('looks up only what the store refuses, with the same outcome', async () => {
    let lookups = 0;
    const counted = changed({
      locate: async (ids) => {
        lookups += 1;
        return store.locate(ids);
      },
    });
    const sequencer = await open(counted, 'a');
    await sequencer.append([sent(0), sent(1)]);
    await sequencer.append([sent(2)]);
    expect(lookups).toBe(0);
    const calls = [[sent(3)], [sent(1, { ms: 99 }), sent(4)], [sent(2), sent(4, { ms: 98 })]];
    expect(await Promise.all(calls.map((call) => sequencer.append(call)))).toEqual([
      ['stored'],
      ['superseded', 'stored'],
      ['stored', 'superseded'],
    ]);
    expect(lookups).toBe(1);
    expect((await store.tail())?.size).toBe(5);
    await sequencer.finish();
  });

  it('never goes back in time', async () => {
    let now = 5000;
    const sequencer = await open(store, 'a', () => now);
    await sequencer.append([sent(0)]);
    now = 10;
    await sequencer.append([sent(1)]);
    expect((await store.tail())?.at).toBe(5000);
    await sequencer.finish();
  });

  it('halts for good when the store fails, and tells', async () => {
    const failure = new SimpulError(STORE.FAILED, { params: { reason: 'disk full' } });
    const sequencer = await open(changed({ append: () => Promise.reject(failure) }), 'a');
    const calls = [sequencer.append([sent(0)]), sequencer.indexed(1), sequencer.append([sent(1)])];
    const [first, , third] = await Promise.allSettled(calls);
    const halted: unknown = expect.objectContaining({ code: 'SIMPUL_AUDIT_HALTED' });
    expect([first, third]).toEqual([
      { status: 'rejected', reason: halted },
      { status: 'rejected', reason: halted },
    ]);
    await expect(sequencer.append([sent(2)])).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_HALTED' });
    expect(failures).toEqual([failure]);
  });

  it('answers busy, and goes on, while another connection keeps the store', async () => {
    let isFirst = true;
    const busy = changed({
      append: (batch) => {
        if (!isFirst) return store.append(batch);
        isFirst = false;
        return Promise.reject(new SimpulError(STORE.BUSY));
      },
    });
    const sequencer = await open(busy, 'a');
    await expect(sequencer.append([sent(0)])).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_BUSY', retryAfter: 1 });
    expect(await sequencer.append([sent(0)])).toEqual(['stored']);
    await sequencer.finish();
  });

  it('fills the index behind the log, again from the start where it was lost', async () => {
    const sequencer = await open(store, 'a');
    await sequencer.append(Array.from({ length: 200 }, (_, n) => sent(n)));
    await sequencer.indexed(200);
    expect(await store.indexedTo()).toBe(200);
    let indexed = 0;
    const rebuilt = changed({
      index: async (records) => {
        indexed += records.length;
      },
      indexedTo: async () => indexed,
    });
    await open(rebuilt, 'b');
    expect(indexed).toBe(200);
  });

  it('takes leaves and answers while a lost index is made again, and says how far it is', async () => {
    const size = INDEX_MAX_BACKLOG + 1000;
    const sequencer = await open(store, 'a');
    for (let n = 0; n < size; n += 200) {
      await sequencer.append(Array.from({ length: 200 }, (_, at) => sent(n + at)));
    }
    await sequencer.finish();
    const lost = new DatabaseSync(file());
    lost.exec('DELETE FROM record');
    lost.close();

    const again = await open(store, 'a');
    expect(await store.indexedTo()).toBe(0);
    expect(await again.append([sent(size)])).toEqual(['stored']);
    await again.indexed(size);
    expect(await store.indexedTo()).toBeLessThan(size);
    let appended = size + 1;
    while ((await store.indexedTo()) < size) {
      expect(await again.append([sent(appended)])).toEqual(['stored']);
      appended += 1;
    }
    await again.finish();
    expect(await store.indexedTo()).toBe(appended);
    expect(await store.search({}, { limit: appended + 1 })).toHaveLength(appended);
    expect(failures).toEqual([]);
  });

  describe('does not open a log', () => {
    beforeEach(async () => {
      const sequencer = await open(store, 'a');
      for (let n = 0; n < 50; n += 10) await sequencer.append(Array.from({ length: 10 }, (_, at) => sent(n + at)));
      await sequencer.finish();
    });
    const tampers = 'DROP TRIGGER batch_no_update; DROP TRIGGER batch_no_delete; DROP TRIGGER side_cars_no_delete;';

    it.each([
      ['of which batches are missing', 'DELETE FROM batch WHERE first IN (10, 20)', 'leaves 10 to 29 are missing'],
      ['of which the first is missing', 'DELETE FROM batch WHERE first = 0', 'leaves 0 to 9 are missing'],
      ['of which side-cars are missing', 'DELETE FROM side_cars WHERE first = 30', 'leaves 30 to 39 are missing'],
      [
        'of which a batch was cut',
        'UPDATE batch SET bundle = substr(bundle, 1, length(bundle) - 1) WHERE first = 20',
        'leaves 20 to 29 are damaged',
      ],
      [
        'of which a batch was changed',
        `UPDATE batch SET bundle = CAST(replace(CAST(bundle AS TEXT), '"ms":12', '"ms":13') AS BLOB) WHERE first = 40`,
        'leaves 40 to 49 are damaged',
      ],
    ])('%s, and names them', async (_, sql, reason) => {
      const tampered = new DatabaseSync(file());
      tampered.exec(`${tampers} ${sql}`);
      tampered.close();
      await expect(open(store, 'a')).rejects.toMatchObject({
        code: 'SIMPUL_AUDIT_HALTED',
        message: expect.stringContaining(reason),
      });
    });
  });
});
