import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { type DocumentStore, LEASES, type Leases, openLeases, openSqliteDocumentStore } from '../src/index.ts';

const folder = temporaryFolder();
let files = 0;
let store: DocumentStore;
let a: Leases;
let b: Leases;
let now: number;

beforeEach(async () => {
  now = 1_800_000_000_000;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  store = await openSqliteDocumentStore({ file: `${folder.path}/${files++}.sqlite`, collections: [LEASES], format: 1 });
  [a, b] = [openLeases(store), openLeases(store)];
});
afterEach(async () => {
  jest.restoreAllMocks();
  await store.close();
});
afterAll(() => folder.remove());

/** Work that goes on until it is let go. */
function longWork() {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  return {
    begun: begun.promise,
    end: end.resolve,
    work: async () => {
      begun.resolve();
      await end.promise;
    },
  };
}
const nothing = async (): Promise<void> => undefined;

describe('a lease', () => {
  it('lets one process at a time do a piece of work, and the other one after it', async () => {
    const long = longWork();
    const first = a.hold('calendar', long.work);
    await long.begun;
    expect([await b.hold('calendar', nothing), await a.hold('calendar', nothing)]).toEqual([false, false]);
    expect(await b.hold('else', nothing)).toBe(true);
    long.end();
    expect(await first).toBe(true);
    expect(await b.hold('calendar', nothing)).toBe(true);
  });

  it('is taken by one of many who come at once', async () => {
    const long = longWork();
    const tries = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? a : b).hold('calendar', long.work));
    const others = tries.map(async (one) => (await one) || undefined);
    await long.begun;
    long.end();
    expect((await Promise.all(others)).filter((held) => held === true).length).toBeGreaterThanOrEqual(1);
    expect(await Promise.all(tries.map((one) => one.catch(() => 'failed')))).not.toContain('failed');
  });

  it('ends with work that fails, which whoever asked for it is told', async () => {
    await expect(a.hold('calendar', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await b.hold('calendar', nothing)).toBe(true);
  });

  it('of a process that ended is free after a while, and what that process gives back then is not the new one', async () => {
    const [dead, next] = [longWork(), longWork()];
    const first = a.hold('calendar', dead.work);
    await dead.begun;
    now += 14_999;
    expect(await b.hold('calendar', nothing)).toBe(false);
    now += 1;
    const second = b.hold('calendar', next.work);
    await next.begun;
    dead.end();
    await first;
    expect(await a.hold('calendar', nothing)).toBe(false);
    next.end();
    expect(await second).toBe(true);
  });
});
