import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Announcement, Denial, identityChanges, Result } from '@simpul/contracts';
import type { Bus, BusClient } from '../src/bus.ts';
import { type Denylist, followDenylist } from '../src/denylist.ts';

type Page = Result<typeof identityChanges>;

let wake: () => void;
let asked: number[];
let answer: (since: number) => Page | Promise<Page>;
let failures: unknown[];
let denylist: Denylist;

const page = (revision: number, denials: Denial[] = [], more = false): Page => ({ revision, denials, more });
const seconds = (): number => Math.floor(Date.now() / 1000);
const tokenOf = (clientId: string, issuedAt: number, subject = clientId) => ({ clientId, subject, issuedAt });
/** Lets what is under way run until it waits for a clock or for us. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  asked = [];
  failures = [];
  answer = (since) => page(since);
  const client = {
    call: (_: unknown, { since }: { since: number }) => {
      asked.push(since);
      return Promise.resolve(since).then(answer);
    },
  } as unknown as BusClient;
  const bus = { listen: (_: Announcement, then: () => void) => (wake = then) } as unknown as Bus;
  denylist = followDenylist(bus, client, { onFailure: (error) => failures.push(error) });
});
afterEach(() => {
  denylist.stop();
  jest.useRealTimers();
});

describe('the denylist', () => {
  it('denies nothing of which it was told nothing', async () => {
    await denylist.start();
    expect(denylist.denies(tokenOf('a', 0))).toBe(false);
  });

  it('takes in all pages before it has started', async () => {
    const now = seconds();
    const pages = [page(3, [{ id: 'a', before: now }], true), page(5, [{ id: 'b', before: now }])];
    answer = () => pages.shift() ?? page(5);
    await denylist.start();
    expect(asked).toEqual([0, 3]);
    expect([denylist.denies(tokenOf('a', now)), denylist.denies(tokenOf('b', now))]).toEqual([true, true]);
  });

  it('denies by client and by subject, until the second that was named and no longer', async () => {
    const now = seconds();
    answer = () => page(1, [{ id: 'a', before: now }]);
    await denylist.start();
    expect(denylist.denies(tokenOf('a', now - 200))).toBe(true);
    expect(denylist.denies(tokenOf('a', now))).toBe(true);
    expect(denylist.denies(tokenOf('a', now + 1))).toBe(false);
    expect(denylist.denies(tokenOf('b', now, 'a'))).toBe(true);
    expect(denylist.denies(tokenOf('b', now))).toBe(false);
  });

  it('never takes a denial back for an older one of the same id', async () => {
    const now = seconds();
    const denials = [
      { id: 'a', before: now },
      { id: 'a', before: now - 100 },
    ];
    answer = () => page(1, denials);
    await denylist.start();
    expect(denylist.denies(tokenOf('a', now))).toBe(true);
  });

  it('is told at once by an announcement, and each second without one', async () => {
    await denylist.start();
    const now = seconds();
    answer = () => page(1, [{ id: 'a', before: now }]);
    wake();
    await settle();
    expect(denylist.denies(tokenOf('a', now))).toBe(true);
    answer = () => page(2, [{ id: 'b', before: now }]);
    await jest.advanceTimersByTimeAsync(1000);
    expect(denylist.denies(tokenOf('b', now))).toBe(true);
  });

  it('forgets what no living token could meet, so that it does not grow', async () => {
    const now = seconds();
    const old = now - 361;
    answer = () =>
      page(1, [
        { id: 'old', before: old },
        { id: 'young', before: old + 1 },
      ]);
    await denylist.start();
    expect(denylist.denies(tokenOf('old', old))).toBe(false);
    expect(denylist.denies(tokenOf('young', old))).toBe(true);
  });

  it('is stale before it was told anything, and after a minute of silence', async () => {
    expect(denylist.isStale()).toBe(true);
    await denylist.start();
    expect(denylist.isStale()).toBe(false);
    const down = new Error('down');
    answer = () => Promise.reject(down);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(denylist.isStale()).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(denylist.isStale()).toBe(true);
    expect(failures).toContain(down);
    answer = (since) => page(since);
    await jest.advanceTimersByTimeAsync(1000);
    expect(denylist.isStale()).toBe(false);
  });
});
