import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STORE } from '@simpul/errors';
import type { Collection, CollectionSpec, DocumentStore } from '../../src/index.ts';
import { collectionAgreesWithItsModel } from './collection-model.ts';

export interface OpenOptions {
  /** The same name finds the same data again. */
  readonly place: string;
  readonly collections: readonly CollectionSpec[];
  readonly format: number;
}

const LETTERS: CollectionSpec = {
  name: 'letters',
  unique: ['number', 'key'],
  indexes: [['state', 'at'], ['at']],
};

type Letter = {
  readonly id: string;
  readonly number?: number;
  readonly key?: string | null;
  readonly state?: string;
  readonly at?: number;
  readonly text?: string;
  readonly nested?: { readonly a: number };
};

/** What every DocumentStore does. `open` makes a store or opens it again. */
export function documentStoreConformance(open: (options: OpenOptions) => Promise<DocumentStore>): void {
  let store: DocumentStore;
  let letters: Collection<Letter>;
  beforeAll(async () => {
    store = await open({ place: 'conformance', collections: [LETTERS], format: 1 });
    letters = store.collection<Letter>(LETTERS);
  });
  afterAll(() => store.close());
  const ids = (found: readonly Letter[]): string[] => found.map(({ id }) => id);
  const duplicateOf = (key: string): object => ({ code: STORE.DUPLICATE.code, params: { key } });

  describe('insert', () => {
    it('gives back what was stored', async () => {
      const letter: Letter = { id: 'i1', text: 'é "quoted"\n\u0000 \u{1f33e}', nested: { a: 1.5 }, at: 3 };
      await letters.insert(letter);
      expect(await letters.get('i1')).toEqual(letter);
    });

    it('refuses an id twice and keeps the first', async () => {
      await letters.insert({ id: 'i2', text: 'first' });
      await expect(letters.insert({ id: 'i2', text: 'second' })).rejects.toMatchObject(duplicateOf('id'));
      expect(await letters.get('i2')).toEqual({ id: 'i2', text: 'first' });
    });

    it('names the unique member that exists already', async () => {
      await letters.insert({ id: 'i3', number: 3, key: 'k3' });
      await expect(letters.insert({ id: 'i3b', number: 3 })).rejects.toMatchObject(duplicateOf('number'));
      await expect(letters.insert({ id: 'i3c', key: 'k3' })).rejects.toMatchObject(duplicateOf('key'));
      expect(await letters.get('i3b')).toBeUndefined();
    });

    it('lets any number of documents be without a unique member', async () => {
      await letters.insert({ id: 'i4', key: null });
      await letters.insert({ id: 'i5', key: null });
      await letters.insert({ id: 'i6' });
      expect(await letters.get('i5')).toEqual({ id: 'i5', key: null });
    });

    it('lets exactly one of 50 at once have a key, and does not undo the others beside them', async () => {
      const rivals = Array.from({ length: 50 }, (_, n) => letters.insert({ id: `rival-${n}`, key: 'wanted' }));
      const others = Array.from({ length: 50 }, (_, n) => letters.insert({ id: `other-${n}` }));
      const outcomes = await Promise.allSettled(rivals);
      await Promise.all(others);
      const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(lost).toHaveLength(49);
      for (const { reason } of lost) expect(reason).toMatchObject(duplicateOf('key'));
      expect(await letters.find({ where: { key: 'wanted' }, limit: 100 })).toHaveLength(1);
      expect(await letters.get('other-49')).toEqual({ id: 'other-49' });
    });

    it.each([
      ['an empty id', { id: '' }],
      ['a declared member of another kind', { id: 'x', at: true as unknown as number }],
      ['a declared string that is not well formed', { id: '\ud800' }],
    ])('refuses %s', async (_, letter) => {
      await expect(letters.insert(letter)).rejects.toThrow(TypeError);
    });
  });

  describe('put', () => {
    it('replaces the whole document', async () => {
      await letters.put({ id: 'p1', number: 101, text: 'old' });
      await letters.put({ id: 'p1', state: 'new' });
      expect(await letters.get('p1')).toEqual({ id: 'p1', state: 'new' });
      await letters.insert({ id: 'p1b', number: 101 });
    });

    it('refuses the unique value of another document and changes nothing', async () => {
      await letters.put({ id: 'p2', number: 102 });
      await letters.put({ id: 'p3', number: 103 });
      await expect(letters.put({ id: 'p3', number: 102 })).rejects.toMatchObject(duplicateOf('number'));
      expect(await letters.get('p3')).toEqual({ id: 'p3', number: 103 });
    });
  });

  describe('update', () => {
    it('replaces top-level members only', async () => {
      await letters.insert({ id: 'u1', state: 'open', text: 'kept', nested: { a: 1 } });
      expect(await letters.update('u1', { state: 'done', nested: { a: 2 }, at: 5 })).toBe(true);
      expect(await letters.get('u1')).toEqual({ id: 'u1', state: 'done', text: 'kept', nested: { a: 2 }, at: 5 });
      expect(ids(await letters.find({ where: { state: 'done', at: 5 }, limit: 9 }))).toEqual(['u1']);
    });

    it('happens only where all conditions hold, null matching absent', async () => {
      await letters.insert({ id: 'u2', state: 'open', key: null });
      expect(await letters.update('u2', { state: 'done' }, { state: 'closed' })).toBe(false);
      expect(await letters.update('u2', { state: 'done' }, { state: 'open', text: 'x' })).toBe(false);
      expect(await letters.update('u2', { state: 'done' }, { state: 'open', text: null, key: null })).toBe(true);
      expect(await letters.get('u2')).toEqual({ id: 'u2', state: 'done', key: null });
      expect(await letters.update('nobody', { state: 'done' })).toBe(false);
    });

    it('lets exactly one of many at once win a condition', async () => {
      await letters.insert({ id: 'u3', state: 'open' });
      const claims = Array.from({ length: 20 }, (_, n) =>
        letters.update('u3', { state: `by ${n}` }, { state: 'open' }),
      );
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
    });

    it('refuses a unique value that exists, and a new id', async () => {
      await letters.insert({ id: 'u4', key: 'u4' });
      await letters.insert({ id: 'u5', key: 'u5' });
      await expect(letters.update('u5', { key: 'u4' })).rejects.toMatchObject(duplicateOf('key'));
      await expect(letters.update('u5', { id: 'u6' })).rejects.toThrow(TypeError);
      expect(await letters.get('u5')).toEqual({ id: 'u5', key: 'u5' });
    });

    it('changes several documents and counts those that there are', async () => {
      await Promise.all(['m1', 'm2', 'm3'].map((id) => letters.insert({ id, state: 'many' })));
      expect(await letters.updateMany(['m1', 'nobody', 'm3'], { state: 'few', at: 1 })).toBe(2);
      expect(await letters.get('m2')).toEqual({ id: 'm2', state: 'many' });
      expect(await letters.get('m3')).toEqual({ id: 'm3', state: 'few', at: 1 });
      expect(await letters.updateMany([], { state: 'few' })).toBe(0);
    });
  });

  describe('find and delete', () => {
    beforeAll(async () => {
      const at = [40, 10, 30, 20, 30];
      await Promise.all(at.map((time, n) => letters.insert({ id: `f${n}`, state: 'found', at: time })));
      await letters.insert({ id: 'f9', state: 'found' });
    });

    it.each([
      ['ascending', { direction: 'ascending' }, ['f1', 'f3', 'f2', 'f4', 'f0']],
      ['descending, equal ones by id', { direction: 'descending' }, ['f0', 'f4', 'f2', 'f3', 'f1']],
      ['from a value', { range: { member: 'at', atLeast: 30 } }, ['f2', 'f4', 'f0']],
      ['below a value', { range: { member: 'at', below: 30 } }, ['f1', 'f3']],
      ['between two', { range: { member: 'at', atLeast: 20, below: 40 } }, ['f3', 'f2', 'f4']],
      ['at most the limit', { range: { member: 'at', atLeast: 0 }, limit: 2 }, ['f1', 'f3']],
    ] as const)('finds in order: %s', async (_, query, expected) => {
      const range = { member: 'at', atLeast: 0 } as const;
      const found = await letters.find({ where: { state: 'found' }, orderBy: 'at', limit: 9, range, ...query });
      expect(ids(found)).toEqual(expected);
    });

    it('finds documents without a member', async () => {
      expect(ids(await letters.find({ where: { state: 'found', at: null }, limit: 9 }))).toEqual(['f9']);
    });

    it('does not mistake a string for a number', async () => {
      expect(await letters.find({ where: { at: '10' as unknown as number }, limit: 9 })).toEqual([]);
    });

    it('refuses what no index serves, an undefined condition, and a limit below 1', async () => {
      await expect(letters.find({ where: { text: 'x' }, limit: 1 })).rejects.toThrow(TypeError);
      await expect(letters.find({ orderBy: 'text', limit: 1 })).rejects.toThrow(TypeError);
      const where = { state: undefined } as unknown as { state: string };
      await expect(letters.deleteMany({ where }, 1)).rejects.toThrow(TypeError);
      await expect(letters.find({ limit: 0 })).rejects.toThrow(TypeError);
    });

    it('deletes one', async () => {
      await letters.insert({ id: 'd1', key: 'd1' });
      expect(await letters.delete('d1')).toBe(true);
      expect(await letters.delete('d1')).toBe(false);
      expect(await letters.get('d1')).toBeUndefined();
      await letters.insert({ id: 'd2', key: 'd1' });
    });

    it('deletes the selected ones, at most the limit', async () => {
      await Promise.all(['x1', 'x2', 'x3'].map((id, n) => letters.insert({ id, state: 'old', at: n })));
      const selection = { where: { state: 'old' }, range: { member: 'at', below: 2 } } as const;
      expect(await letters.deleteMany(selection, 1)).toBe(1);
      expect(await letters.deleteMany(selection, 9)).toBe(1);
      expect(ids(await letters.find({ where: { state: 'old' }, limit: 9 }))).toEqual(['x3']);
    });
  });

  describe('the store', () => {
    it('does in order what is asked for at once', async () => {
      const insert = letters.insert({ id: 'o1', state: 'open' });
      const seen = letters.get('o1');
      const update = letters.update('o1', { state: 'done' });
      const seenAgain = letters.get('o1');
      await Promise.all([insert, update]);
      expect(await seen).toEqual({ id: 'o1', state: 'open' });
      expect(await seenAgain).toEqual({ id: 'o1', state: 'done' });
    });

    it('knows only declared collections', () => {
      expect(() => store.collection({ name: 'undeclared' })).toThrow(TypeError);
    });

    it('finishes what waits when it is closed, takes nothing more, and has it all when opened again', async () => {
      const options = { place: 'reopened', collections: [LETTERS], format: 1 };
      const first = await open(options);
      const inserts = Array.from({ length: 100 }, (_, n) => first.collection(LETTERS).insert({ id: `r${n}`, at: n }));
      const closed = first.close();
      await expect(first.collection(LETTERS).get('r1')).rejects.toMatchObject({ code: STORE.FAILED.code });
      await Promise.all([...inserts, closed]);
      const again = await open(options);
      expect(await again.collection(LETTERS).find({ limit: 1000 })).toHaveLength(100);
      await again.close();
    });

    it('refuses data of a newer format', async () => {
      const options = { place: 'newer', collections: [LETTERS] };
      await (await open({ ...options, format: 3 })).close();
      await expect(open({ ...options, format: 2 })).rejects.toMatchObject({
        code: STORE.NEWER.code,
        params: { found: 3, known: 2 },
      });
    });

    it('indexes a member that is declared later', async () => {
      const first = await open({ place: 'later', collections: [{ name: 'letters' }], format: 1 });
      await first.collection({ name: 'letters' }).insert({ id: 'l1', key: 'k', state: 'open' });
      await first.close();
      const again = await open({ place: 'later', collections: [LETTERS], format: 1 });
      expect(await again.collection(LETTERS).find({ where: { state: 'open' }, limit: 9 })).toHaveLength(1);
      await expect(again.collection(LETTERS).insert({ id: 'l2', key: 'k' })).rejects.toMatchObject(duplicateOf('key'));
      await again.close();
    });

    it('agrees with a model in any sequence of operations', async () => {
      await expect(collectionAgreesWithItsModel(letters)).resolves.toBeUndefined();
    });
  });
}
