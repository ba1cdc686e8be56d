import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type DocumentStore, openSqliteDocumentStore } from '@simpul/store';
import { DENIALS, type Denials, openDenials } from '../../src/denials/denials.ts';

const START = 1_800_000_000_500;
const SECOND = 1_800_000_000;

let folder: string;
let store: DocumentStore;
let denials: Denials;
let announced: number;
let now: number;

const open = async () => {
  store = await openSqliteDocumentStore({ file: join(folder, 'i.sqlite'), collections: [DENIALS], format: 1 });
  denials = await openDenials(store, () => void (announced += 1));
};
const reopen = async () => {
  await store.close();
  await open();
};

beforeEach(async () => {
  now = START;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  folder = await mkdtemp(join(tmpdir(), 'simpul-denials-'));
  announced = 0;
  await open();
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
  jest.restoreAllMocks();
});

describe('the denylist', () => {
  it('says what was denied, oldest first, in pages', async () => {
    for (const id of ['a', 'b', 'c']) await denials.deny(id);
    expect(announced).toBe(3);
    const first = await denials.changes({ since: 0, limit: 2 });
    expect(first).toMatchObject({ denials: [{ id: 'a', before: SECOND }, { id: 'b' }], more: true });
    const second = await denials.changes({ since: first.revision, limit: 2 });
    expect(second).toMatchObject({ denials: [{ id: 'c' }], more: false });
    expect(await denials.changes({ since: second.revision, limit: 2 })).toEqual({
      revision: second.revision,
      denials: [],
      more: false,
    });
  });

  it('tells whoever had a denial of the next one for the same id too, and goes by the later one', async () => {
    await denials.deny('a');
    const { revision } = await denials.changes({ since: 0, limit: 10 });
    now += 5000;
    await denials.deny('a');
    const answer = await denials.changes({ since: revision, limit: 10 });
    expect(answer.denials).toEqual([{ id: 'a', before: SECOND + 5 }]);
    expect(await denials.hits('a', SECOND + 5)).toBe(true);
  });

  it('hits tokens of the second in which it was made, and none of the next', async () => {
    await denials.deny('a');
    expect(await denials.hits('a', SECOND)).toBe(true);
    expect(await denials.hits('a', SECOND + 1)).toBe(false);
    expect(await denials.hits('b', SECOND)).toBe(false);
  });

  it('is there after a restart, and goes on with higher revisions, also when the clock went back', async () => {
    await denials.deny('a');
    await reopen();
    expect(await denials.hits('a', SECOND)).toBe(true);
    const { revision } = await denials.changes({ since: 0, limit: 10 });
    now -= 60_000;
    await denials.deny('b');
    const next = await denials.changes({ since: revision, limit: 10 });
    expect(next.denials).toEqual([{ id: 'b', before: SECOND - 60 }]);
    expect(next.revision).toBeGreaterThan(revision);
  });

  it('begins anew with a follower that was told of more than there is: the store was restored', async () => {
    await denials.deny('a');
    const answer = await denials.changes({ since: 1000, limit: 10 });
    expect(answer).toEqual(await denials.changes({ since: 0, limit: 10 }));
  });

  it('gives every denial a revision of its own, however many come at once', async () => {
    const ids = Array.from({ length: 50 }, (_, i) => `id-${i}`);
    await Promise.all(ids.map((id) => denials.deny(id)));
    const seen: string[] = [];
    for (let since = 0, more = true; more;) {
      const answer = await denials.changes({ since, limit: 7 });
      seen.push(...answer.denials.map(({ id }) => id));
      ({ revision: since, more } = answer);
    }
    expect(seen).toEqual(ids);
  });

  it('forgets what no living token could meet, but never its last revision', async () => {
    await denials.deny('a');
    await denials.deny('b');
    const { revision } = await denials.changes({ since: 0, limit: 10 });
    now += 359_000;
    await denials.prune();
    expect(await denials.hits('a', SECOND)).toBe(true);
    now += 2001;
    await denials.prune();
    expect(await denials.hits('a', SECOND)).toBe(false);
    now = 0;
    await reopen();
    await denials.deny('c');
    expect((await denials.changes({ since: revision, limit: 10 })).denials).toEqual([{ id: 'c', before: 0 }]);
  });
});
