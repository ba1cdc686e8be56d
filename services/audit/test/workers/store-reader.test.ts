import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LogStore, openSqliteLogStore } from '@simpul/store';
import { Sequencer } from '../../src/workers/sequencer.ts';
import { Signer } from '../../src/workers/signer.ts';
import { createStoreReader, type LogReader } from '../../src/workers/store-reader.ts';
import { newFolder, removeFolder } from '../audit-under-test.ts';
import { sent } from '../sample-leaves.ts';

const SIZE = 600;

let folder: string;
let store: LogStore;
let read: LogReader;

beforeEach(async () => {
  folder = await newFolder();
  store = openSqliteLogStore({ file: join(folder, 'log.sqlite') });
  await store.establish({ name: 'ID-LA-2026h2', origin: 'bus.example/audit/log/ID-LA-2026h2', created: 1 });
  const sequencer = await Sequencer.open({ store, writer: 'a', now: Date.now, onFailure: () => undefined });
  for (let n = 0; n < SIZE; n += 100) await sequencer.append(Array.from({ length: 100 }, (_, at) => sent(n + at)));
  await sequencer.finish();
  const signer = await Signer.open({ store, keysDir: folder, now: Date.now });
  const publication = await signer.sign();
  if (publication !== undefined) await store.putCheckpoint(publication);
  read = createStoreReader(store);
});
afterEach(async () => {
  await store.close();
  await removeFolder(folder);
});

function tamper(sql: string): void {
  const database = new DatabaseSync(join(folder, 'log.sqlite'));
  database.exec(`DROP TRIGGER batch_no_update; DROP TRIGGER batch_no_delete; ${sql}`);
  database.close();
}

const notWhole = (reason: string) => expect.objectContaining({ code: 'SIMPUL_AUDIT_INTEGRITY', params: { reason } });

describe('a reader of the log', () => {
  it('answers a missing range with an error that names it, and the rest as before', async () => {
    tamper('DELETE FROM batch WHERE first IN (200, 300)');
    const reason = 'leaves 200 to 399 of ID-LA-2026h2 are missing';
    await expect(read.entries(100, 256)).rejects.toEqual(notWhole(reason));
    await expect(read.entries(250, 10)).rejects.toEqual(notWhole(reason));
    await expect(read.entriesAt([5, 300])).rejects.toEqual(notWhole(reason));
    expect(await read.entries(100, 100)).toHaveLength(100);
    expect(await read.entries(550, 100)).toHaveLength(50);
    expect(await read.entriesAt([199, 400, 600])).toEqual([await store.entry(199), await store.entry(400), undefined]);
  });

  it('answers a lost end that was signed with an error, and what was never there with nothing', async () => {
    tamper('DELETE FROM batch WHERE first >= 500');
    const reason = 'leaves 500 to 599 of ID-LA-2026h2 are missing';
    await expect(read.entries(450, 100)).rejects.toEqual(notWhole(reason));
    await expect(read.entries(512, 88)).rejects.toEqual(notWhole(reason));
    await expect(read.entriesAt([599])).rejects.toEqual(notWhole(reason));
    expect(await read.entriesAt([600])).toEqual([undefined]);
  });

  it('answers a batch that was cut short with an error, too', async () => {
    tamper('UPDATE batch SET bundle = substr(bundle, 1, length(bundle) - 1) WHERE first = 200');
    await expect(read.entriesAt([250])).rejects.toEqual(notWhole('leaf 250 of ID-LA-2026h2 cannot be read'));
    await expect(read.entries(250, 10)).rejects.toEqual(notWhole('leaf 250 of ID-LA-2026h2 cannot be read'));
  });

  it('makes tiles again that are missing or cut short', async () => {
    const places = [
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
    ] as const;
    const tiles = await Promise.all(places.map(([level, n]) => store.tile(level, n)));
    expect(tiles.map((tile) => tile?.length)).toEqual([256, 256, 88, 2].map((width) => width * 32));
    for (const sql of ['UPDATE tile SET hashes = substr(hashes, 1, length(hashes) - 32)', 'DELETE FROM tile']) {
      const database = new DatabaseSync(join(folder, 'log.sqlite'));
      database.exec(sql);
      database.close();
      for (const [at, [level, n]] of places.entries()) {
        expect(Buffer.from((await read.tile(level, n)) ?? [])).toEqual(Buffer.from(tiles[at] ?? []));
      }
    }
    expect([await read.tile(0, 3), await read.tile(2, 0)]).toEqual([undefined, undefined]);
  });

  it('does not make a tile of leaves that are missing', async () => {
    tamper('DELETE FROM tile; DELETE FROM batch WHERE first = 200');
    await expect(read.tile(1, 0)).rejects.toEqual(notWhole('leaves 200 to 299 of ID-LA-2026h2 are missing'));
  });
});
