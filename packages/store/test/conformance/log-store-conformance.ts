import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STORE } from '@simpul/errors';
import fc from 'fast-check';
import type { IndexRecord, LogFilter, LogStore } from '../../src/index.ts';
import { batchOf, idOf, leafOf, rootOf, sideCarOf } from './log-batches.ts';
import { logFindingsConformance } from './log-findings-conformance.ts';
import { logWritersConformance } from './log-writers-conformance.ts';
import { matchesFilter, recordsOf, someFilter } from './log-search.ts';

/** What every LogStore does. `open` makes the log of this name or opens it again, also while it is open. */
export function logStoreConformance(open: (place: string) => Promise<LogStore>): void {
  const opened: LogStore[] = [];
  async function openLog(place: string): Promise<LogStore> {
    const log = await open(place);
    opened.push(log);
    return log;
  }
  afterAll(() => Promise.all(opened.map((log) => log.close())));

  describe('the chain', () => {
    let log: LogStore;
    beforeAll(async () => {
      log = await openLog('chain');
      for (const [first, end] of [
        [0, 1],
        [1, 40],
        [40, 41],
        [41, 100],
      ] as const) {
        expect(await log.append(batchOf(first, end))).toBe('stored');
      }
    });
    const tail = { size: 100, root: rootOf(100), at: batchOf(41, 100).at };

    it('knows its end', async () => {
      expect(await log.tail()).toEqual(asBytes(tail));
      expect(await (await openLog('empty')).tail()).toBeUndefined();
    });

    it.each([
      ['leaves a gap', batchOf(101, 102)],
      ['comes again', batchOf(41, 100)],
      ['overlaps', batchOf(99, 101)],
      ['extends another tree', batchOf(100, 101, { prevRoot: rootOf(99) })],
      ['holds an id of the log', batchOf(100, 102, { ids: [idOf(100), idOf(3)] })],
    ])('answers conflict and stores nothing where a batch %s', async (_, batch) => {
      expect(await log.append(batch)).toBe('conflict');
      expect(await log.tail()).toEqual(asBytes(tail));
      expect(await log.locate([idOf(100)])).toEqual(new Map());
    });

    it.each([
      ['without leaves', batchOf(100, 100)],
      ['with an id twice', batchOf(100, 102, { ids: [idOf(100), idOf(100)] })],
      ['with fewer leaves than ids', batchOf(100, 102, { bundle: batchOf(100, 101).bundle })],
      ['with fewer side-cars than ids', batchOf(100, 102, { sideCars: batchOf(100, 101).sideCars })],
      ['cut short', batchOf(100, 101, { bundle: batchOf(100, 101).bundle.subarray(0, -1) })],
    ])('refuses a batch %s', async (_, batch) => {
      await expect(log.append(batch)).rejects.toThrow(TypeError);
    });

    it('gives back batches from the one that holds an index', async () => {
      expect(await log.batches(0, 2)).toEqual([batchOf(0, 1), batchOf(1, 40)].map(asBytes));
      expect(await log.batches(39, 9)).toEqual([batchOf(1, 40), batchOf(40, 41), batchOf(41, 100)].map(asBytes));
      expect(await log.batches(40, 1)).toEqual([asBytes(batchOf(40, 41))]);
      expect(await log.batches(100, 9)).toEqual([]);
    });

    it('finds ids and leaves out those that it does not hold', async () => {
      const found = await log.locate([idOf(40), idOf(0), idOf(100), 'nothing']);
      expect(found).toEqual(
        new Map([
          [idOf(40), 40],
          [idOf(0), 0],
        ]),
      );
    });

    it('knows its greatest id, whatever other forms there are', async () => {
      expect(await log.greatestId()).toBe(idOf(99));
      const forms = await openLog('greatest id');
      expect(await forms.greatestId()).toBeUndefined();
      await forms.append(batchOf(0, 2, { ids: ['zzz', 'FFFFFFFF-0000-7000-8000-000000000000'] }));
      expect(await forms.greatestId()).toBeUndefined();
      await forms.append(batchOf(2, 5, { ids: [idOf(7), idOf(9), idOf(8)] }));
      expect(await forms.greatestId()).toBe(idOf(9));
    });

    it('has no gaps, having taken what fits only', async () => {
      expect(await log.gaps()).toEqual([]);
      expect(await (await openLog('empty')).gaps()).toEqual([]);
    });

    it('gives back each entry', async () => {
      for (const index of [0, 1, 39, 40, 41, 99]) {
        expect(await log.entry(index)).toEqual(asBytes({ leaf: leafOf(index), sideCar: sideCarOf(index) }));
      }
      expect(await log.entry(100)).toBeUndefined();
    });

    it('gives back any range of leaves, whatever the batches', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: 110 }), fc.nat({ max: 110 }), async (first, count) => {
          const expected = Array.from({ length: 100 }, (_, index) => leafOf(index)).slice(first, first + count);
          expect((await log.entries(first, count)).map(String)).toEqual(expected.map(String));
        }),
        { numRuns: 50 },
      );
    });

    it('tells ids apart that differ in form only', async () => {
      const ids = await openLog('ids');
      const upper = 'AAAAAAAA-AAAA-7AAA-8AAA-AAAAAAAAAAAA';
      await ids.append(batchOf(0, 3, { ids: [upper, upper.toLowerCase(), upper.replaceAll('-', '')] }));
      expect((await ids.locate([upper])).get(upper)).toBe(0);
      expect((await ids.locate([upper.toLowerCase()])).get(upper.toLowerCase())).toBe(1);
    });

    it('lets exactly one of many writers extend it, and both see the result', async () => {
      const [one, other] = [await openLog('race'), await openLog('race')];
      const rivals = Array.from({ length: 10 }, (_, n) =>
        (n % 2 === 0 ? one : other).append(batchOf(0, 1, { ids: [idOf(n)], writer: `writer ${n}` })),
      );
      expect((await Promise.all(rivals)).filter((outcome) => outcome === 'stored')).toHaveLength(1);
      expect(await one.batches(0, 9)).toEqual(await other.batches(0, 9));
      expect(await one.batches(0, 9)).toHaveLength(1);
    });

    it('is all there when opened again', async () => {
      const first = await open('reopened');
      await first.append(batchOf(0, 10));
      await first.close();
      const again = await openLog('reopened');
      expect(await again.batches(0, 9)).toEqual([asBytes(batchOf(0, 10))]);
      expect(await again.append(batchOf(10, 11))).toBe('stored');
    });
  });

  describe('what is signed', () => {
    it('keeps the identity that came first', async () => {
      const log = await openLog('identity');
      expect(await log.identity()).toBeUndefined();
      const identity = {
        name: 'ID-LA-2026h2',
        origin: 'bus.example/audit/log/ID-LA-2026h2',
        created: 1_790_000_000_000,
      };
      expect(await log.establish(identity)).toEqual(identity);
      expect(await log.establish({ ...identity, origin: 'other' })).toEqual(identity);
      expect(await (await openLog('identity')).identity()).toEqual(identity);
    });

    it('stores tiles with the checkpoint, and replaces partial ones', async () => {
      const log = await openLog('checkpoints');
      expect(await log.checkpoint()).toBeUndefined();
      const [partial, fuller] = [Buffer.alloc(32, 1), Buffer.alloc(64, 1)];
      await log.putCheckpoint({ size: 1, note: 'one\n', tiles: [{ level: 0, n: 0, hashes: partial }] });
      expect(await log.tile(0, 0)).toEqual(new Uint8Array(partial));
      await log.putCheckpoint({ size: 2, note: 'two\n', tiles: [{ level: 0, n: 0, hashes: fuller }] });
      expect(await log.tile(0, 0)).toEqual(new Uint8Array(fuller));
      expect(await log.tile(1, 0)).toBeUndefined();
      expect(await log.checkpoint()).toEqual({ size: 2, note: 'two\n' });
    });

    it('stores tiles ahead of their checkpoint, each in place of the one that stands', async () => {
      const log = await openLog('tiles');
      const [some, more] = [Buffer.alloc(32, 1), Buffer.alloc(96, 2)];
      await log.putTiles([
        { level: 0, n: 0, hashes: some },
        { level: 1, n: 0, hashes: some },
      ]);
      await log.putTiles([{ level: 0, n: 0, hashes: more }]);
      expect(await log.tile(0, 0)).toEqual(new Uint8Array(more));
      expect(await log.tile(1, 0)).toEqual(new Uint8Array(some));
      expect(await log.checkpoint()).toBeUndefined();
      await log.putTiles([{ level: 0, n: 0, hashes: some }]);
      expect(await log.tile(0, 0)).toEqual(new Uint8Array(some));
    });

    it('keeps the keys that verify it, in order', async () => {
      const log = await openLog('keys');
      expect(await log.verifierKeys()).toEqual([]);
      await log.putVerifierKeys(['log+1+z', 'log+2+a', 'log+3+b']);
      await log.putVerifierKeys(['log+2+b', 'log+1+a']);
      expect(await (await openLog('keys')).verifierKeys()).toEqual(['log+2+b', 'log+1+a']);
    });

    it('never goes back to a smaller size, nor stores the tiles that came with it', async () => {
      const log = await openLog('sizes');
      await log.putCheckpoint({ size: 5, note: 'five', tiles: [] });
      const smaller = { size: 4, note: 'four', tiles: [{ level: 0, n: 0, hashes: Buffer.alloc(32) }] };
      await expect(log.putCheckpoint(smaller)).rejects.toMatchObject({ code: STORE.FAILED.code });
      expect(await log.checkpoint()).toEqual({ size: 5, note: 'five' });
      expect(await log.tile(0, 0)).toBeUndefined();
      await log.putCheckpoint({ size: 5, note: 'five, with a cosignature', tiles: [] });
      expect((await log.checkpoint())?.note).toBe('five, with a cosignature');
    });
  });

  logFindingsConformance(openLog);
  logWritersConformance(openLog);

  describe('the search index', () => {
    let log: LogStore;
    const records: readonly IndexRecord[] = recordsOf(300);
    beforeAll(async () => {
      log = await openLog('search');
      await log.index(records.slice(0, 100));
      await log.index(records.slice(50, 300));
    });

    it('says how far it goes, and passes over what it holds', async () => {
      expect(await log.indexedTo()).toBe(300);
      expect(await (await openLog('not indexed')).indexedTo()).toBe(0);
    });

    it('refuses a gap and stores nothing of it', async () => {
      const gap = [
        { index: 300, at: Number.MAX_SAFE_INTEGER },
        { index: 302, at: Number.MAX_SAFE_INTEGER },
      ];
      await expect(log.index(gap)).rejects.toThrow(RangeError);
      expect(await log.indexedTo()).toBe(300);
    });

    it('finds what a full scan finds, newest first, page by page', async () => {
      await fc.assert(
        fc.asyncProperty(someFilter, fc.integer({ min: 1, max: 50 }), async (filter, limit) => {
          const expected = records.filter((record) => matchesFilter(record, filter)).map(({ index }) => index);
          expect(await everyPage(log, filter, limit)).toEqual(expected.toReversed());
        }),
        { numRuns: 200 },
      );
    });
  });
}

async function everyPage(log: LogStore, filter: LogFilter, limit: number): Promise<number[]> {
  const found: number[] = [];
  for (;;) {
    const before = found.at(-1);
    const page = await log.search(filter, before === undefined ? { limit } : { limit, before });
    expect(page.length).toBeLessThanOrEqual(limit);
    found.push(...page);
    if (page.length < limit) return found;
  }
}

/** Buffers as the plain byte arrays that a store gives back. */
function asBytes<T extends object>(value: T): T {
  const entries = Object.entries(value).map(([key, one]: [string, unknown]) => [
    key,
    one instanceof Uint8Array ? new Uint8Array(one) : one,
  ]);
  return Object.fromEntries(entries) as T;
}
