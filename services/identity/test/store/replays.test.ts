import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DocumentStore, openSqliteDocumentStore } from '@simpul/store';
import { COLLECTIONS, FORMAT, openReplays, type Replays } from '../../src/store/replays.ts';

let folder: string;
let store: DocumentStore;
let replays: Replays;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simpul-replays-'));
  store = await openSqliteDocumentStore({ file: join(folder, 'r.sqlite'), collections: COLLECTIONS, format: FORMAT });
  replays = openReplays(store);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

describe('the record of uses', () => {
  it('takes one of many notes of an id', async () => {
    const taken = await Promise.all(Array.from({ length: 50 }, () => replays.note('a', 100)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('forgets what has expired, however much it is, and nothing else', async () => {
    await Promise.all(Array.from({ length: 1200 }, (_, index) => replays.note(`old-${index}`, 99)));
    await replays.note('new', 100);
    await replays.prune(100);
    expect(await replays.note('new', 100)).toBe(false);
    expect(await Promise.all(['old-0', 'old-1199'].map((id) => replays.note(id, 200)))).toEqual([true, true]);
  });
});
