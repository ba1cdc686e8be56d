import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSqliteLogStore } from '@simpul/store';
import { filePlace } from '../../src/places/log-place.ts';
import { OpenStores } from '../../src/workers/open-stores.ts';
import { newFolder, removeFolder } from '../audit-under-test.ts';

let folder: string;
beforeEach(async () => {
  folder = await newFolder();
  for (const name of ['a', 'b', 'c']) {
    const store = openSqliteLogStore(file(name));
    await store.establish({ name, origin: name, created: 1 });
    await store.close();
  }
});
afterEach(() => removeFolder(folder));

const file = (name: string) => filePlace(join(folder, `${name}.sqlite`));

describe('OpenStores', () => {
  it('keeps the ones asked for last, and opens the others again when they are asked for', async () => {
    const stores = new OpenStores(2);
    const [a, b] = [await stores.of(file('a')), await stores.of(file('b'))];
    expect(await stores.of(file('a'))).toBe(a);
    const lasting = stores.lasting(file('b'));
    await stores.of(file('c'));
    await expect(b.identity()).rejects.toThrow();
    expect((await a.identity())?.name).toBe('a');
    expect((await lasting.identity())?.name).toBe('b');
    await expect(a.identity()).rejects.toThrow();
    await stores.release(file('b'));
    expect((await lasting.identity())?.name).toBe('b');
    await stores.close();
  });
});
