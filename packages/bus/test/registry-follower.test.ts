import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Announcement, registryChanges, Result } from '@simpul/contracts';
import type { Bus, BusClient } from '../src/bus.ts';
import type { Follower } from '../src/follower.ts';
import { followRegistry } from '../src/registry-follower.ts';

type Page = Result<typeof registryChanges>;
const page = (revision: number, ids: readonly string[] = [], more = false): Page => ({
  revision,
  changed: ids.map((id) => ({ kind: 'person', id, value: { email: id, role: 'auditor' } })),
  deleted: [],
  more,
});

let wake: () => void;
let registryIsHere = true;
let listening: Announcement | undefined;
let asked: number[];
let answer: (since: number) => Page | Promise<Page>;
let applied: string[];
let failures: unknown[];
let follower: Follower;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  listening = undefined;
  registryIsHere = true;
  asked = [];
  applied = [];
  failures = [];
  answer = (since) => page(since);
  const client = {
    call: (_: unknown, { since }: { since: number }) => {
      asked.push(since);
      return Promise.resolve(since).then(answer);
    },
  } as unknown as BusClient;
  const bus = {
    listen: (announcement: Announcement, then: () => void) => {
      listening = announcement;
      wake = then;
    },
    isHere: () => registryIsHere,
  } as unknown as Bus;
  follower = followRegistry(bus, client, {
    apply: (changed) => void applied.push(...changed.map(({ id }) => id)),
    onFailure: (error) => failures.push(error),
  });
});
afterEach(() => {
  follower.stop();
  jest.useRealTimers();
});

/** Lets what is under way run until it waits for a clock or for us. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the follower', () => {
  it('takes in all pages, in order, before it has started', async () => {
    const pages = [page(3, ['a', 'b'], true), page(5, ['c'], true), page(5)];
    answer = () => pages.shift() ?? page(5);
    await follower.start();
    expect(asked).toEqual([0, 3, 5]);
    expect(applied).toEqual(['a', 'b', 'c']);
    expect(listening).toEqual({ name: 'registry.changed' });
  });

  it('does not start without the registry', async () => {
    answer = () => Promise.reject(new Error('down'));
    await expect(follower.start()).rejects.toThrow('down');
    expect(follower.age()).toBe(Number.POSITIVE_INFINITY);
  });

  it('waits for a registry that runs elsewhere, asking each second', async () => {
    registryIsHere = false;
    answer = () => Promise.reject(new Error('down'));
    const started = follower.start();
    await jest.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(2);
    answer = () => page(3, ['a']);
    await jest.advanceTimersByTimeAsync(1000);
    await started;
    expect(applied).toEqual(['a']);
  });

  it('ends the wait for a registry when it is stopped', async () => {
    registryIsHere = false;
    answer = () => Promise.reject(new Error('down'));
    const outcome = follower.start().catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(100);
    follower.stop();
    expect(await outcome).toMatchObject({ code: 'SIMPUL_BUS_UNAVAILABLE' });
    expect(listening).toBeUndefined();
  });

  it('asks again each second, from where it was', async () => {
    await follower.start();
    answer = () => page(7, ['d']);
    await jest.advanceTimersByTimeAsync(1000);
    await jest.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([0, 0, 7]);
  });

  it('is woken sooner, and again when it is woken while it asks', async () => {
    await follower.start();
    let release = (): void => undefined;
    answer = (since) =>
      new Promise((resolve) => {
        release = () => resolve(page(since + 1, [`after ${since}`]));
      });
    wake();
    await settle();
    wake();
    wake();
    expect(asked).toEqual([0, 0]);
    release();
    await settle();
    expect(asked).toEqual([0, 0, 1]);
    release();
    await settle();
    expect(asked).toEqual([0, 0, 1]);
    expect(applied).toEqual(['after 0', 'after 1']);
  });

  it('goes on after a failure, and misses nothing', async () => {
    await follower.start();
    const down = new Error('down');
    answer = () => Promise.reject(down);
    wake();
    await settle();
    expect(failures).toEqual([down]);
    answer = () => page(2, ['e']);
    await jest.advanceTimersByTimeAsync(1000);
    expect(applied).toEqual(['e']);
  });

  it('tells of failures that follow each other at once, and then each minute', async () => {
    await follower.start();
    answer = () => Promise.reject(new Error('down'));
    await jest.advanceTimersByTimeAsync(59_000);
    expect(failures).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(failures).toHaveLength(2);
    answer = (since) => page(since);
    await jest.advanceTimersByTimeAsync(1000);
    answer = () => Promise.reject(new Error('down again'));
    await jest.advanceTimersByTimeAsync(1000);
    expect(failures).toHaveLength(3);
  });

  it('grows old while nobody answers, and young again', async () => {
    await follower.start();
    expect(follower.age()).toBe(0);
    answer = () => Promise.reject(new Error('down'));
    await jest.advanceTimersByTimeAsync(2500);
    expect(follower.age()).toBe(2500);
    answer = (since) => page(since);
    await jest.advanceTimersByTimeAsync(500);
    expect(follower.age()).toBe(0);
  });

  it('asks no more once it was stopped', async () => {
    await follower.start();
    follower.stop();
    wake();
    await jest.advanceTimersByTimeAsync(5000);
    expect(asked).toEqual([0]);
  });
});
