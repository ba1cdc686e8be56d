import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { STORE, SimpulError } from '@simpul/errors';
import { type Collection, type DocumentStore, openSqliteDocumentStore } from '@simpul/store';
import { temporaryFolder } from '@simpul/testing';
import { createJournal, type JournalRow } from '../../src/store/journal.ts';

type Entry = { readonly text: string };
type Row = JournalRow<Entry>;

const SPEC = { name: 'entries' } as const;
const folder = temporaryFolder();
let files = 0;
let store: DocumentStore;
beforeEach(async () => {
  store = await openSqliteDocumentStore({ file: `${folder.path}/${files++}.sqlite`, collections: [SPEC], format: 1 });
});
afterEach(() => store.close());
afterAll(() => folder.remove());

const rows = (): Collection<Row> => store.collection<Row>(SPEC);
type Find = Collection<Row>['find'];

/** A collection some of whose methods are others. */
function withOther(own: Collection<Row>, other: Partial<Collection<Row>>): Collection<Row> {
  return new Proxy(own, {
    get(_target, name) {
      const method: unknown = Reflect.get(name in other ? other : own, name);
      return typeof method === 'function' ? method.bind(own) : method;
    },
  });
}

/** A process that follows the journal. */
function follower(own: Collection<Row> = rows()) {
  const seen: string[] = [];
  const journal = createJournal<Entry>(own, ({ text }, number) => seen.push(`${number} ${text}`));
  return { journal, seen };
}

describe('a journal', () => {
  it('is read in order, once, by everybody, and again from the start by who starts again', async () => {
    const [a, b] = [follower(), follower()];
    await a.journal.add({ text: 'x' });
    await b.journal.add({ text: 'y' });
    await a.journal.add({ text: 'z' });
    expect(await b.journal.refresh()).toBe(3);
    const c = follower();
    await c.journal.refresh();
    for (const { seen } of [a, b, c]) expect(seen).toEqual(['1 x', '2 y', '3 z']);
  });

  it('takes what was decided on the last entry, and nothing that was decided on an earlier one', async () => {
    const [a, b] = [follower(), follower()];
    const base = await a.journal.refresh();
    expect(await b.journal.append(base, { text: 'first' })).toBe(true);
    expect(await a.journal.append(base, { text: 'late' })).toBe(false);
    expect(await a.journal.append(await a.journal.refresh(), { text: 'again' })).toBe(true);
    await b.journal.refresh();
    expect(b.seen).toEqual(['1 first', '2 again']);
  });

  it('loses nothing of many who add at once, and each sees the same', async () => {
    const all = [follower(), follower(), follower()];
    await Promise.all(
      all.map(async ({ journal }, i) => {
        for (let n = 0; n < 20; n++) await journal.add({ text: `${i}-${n}` });
      }),
    );
    for (const { journal } of all) expect(await journal.refresh()).toBe(60);
    expect(new Set(all[0]?.seen).size).toBe(60);
    for (const { seen } of all) expect(seen).toEqual(all[0]?.seen);
  });

  it('shares readings, but with nobody who came after one began', async () => {
    let reads = 0;
    const gates: (() => void)[] = [];
    const own = rows();
    const slow: Collection<Row> = withOther(own, {
      find: async (query: Parameters<Find>[0]) => {
        reads += 1;
        const found = await own.find(query);
        await new Promise<void>((resolve) => gates.push(resolve));
        return found;
      },
    });
    const { journal, seen } = follower(slow);
    const first = journal.refresh();
    while (gates.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await follower().journal.add({ text: 'meanwhile' });
    const later = [journal.refresh(), journal.refresh(), journal.refresh()];
    gates.shift()?.();
    expect(await first).toBe(0);
    while (gates.length === 0) await new Promise((resolve) => setImmediate(resolve));
    gates.shift()?.();
    expect(await Promise.all(later)).toEqual([1, 1, 1]);
    expect([reads, seen]).toEqual([2, ['1 meanwhile']]);
  });

  it('drops what is old, but not the last entry, and goes on after it', async () => {
    const a = follower();
    for (const text of ['x', 'y', 'z']) await a.journal.add({ text });
    await a.journal.dropBefore(10);
    const b = follower();
    await b.journal.add({ text: 'next' });
    expect(b.seen).toEqual(['3 z', '4 next']);
  });

  it('finds out that it stood still while others went on and dropped what it knew', async () => {
    const a = follower();
    await a.journal.add({ text: 'x' });
    const own = rows();
    let isStill = false;
    const slow: Collection<Row> = withOther(own, {
      find: async (query: Parameters<Find>[0]) => (isStill ? [] : own.find(query)),
      async insert(row: Row) {
        isStill = false;
        await own.insert(row);
      },
    });
    const still = follower(slow);
    await still.journal.refresh();
    for (const text of ['y', 'z']) await a.journal.add({ text });
    await a.journal.dropBefore(3);
    // It has looked, and now the number after its last entry is free again.
    isStill = true;
    await still.journal.add({ text: 'late' });
    await a.journal.refresh();
    expect(a.seen).toEqual(['1 x', '2 y', '3 z', '4 late']);
  });

  it('tells a failure of the store, and goes on afterwards', async () => {
    const own = rows();
    let isDown = true;
    const failing: Collection<Row> = withOther(own, {
      find: (query: Parameters<Find>[0]) =>
        isDown ? Promise.reject(new SimpulError(STORE.FAILED, { params: { reason: 'x' } })) : own.find(query),
    });
    const { journal, seen } = follower(failing);
    await expect(Promise.all([journal.refresh(), journal.refresh()])).rejects.toMatchObject({
      code: STORE.FAILED.code,
    });
    isDown = false;
    await journal.add({ text: 'x' });
    expect(seen).toEqual(['1 x']);
  });
});
