import type { Announcement, ServiceName } from '@simpul/contracts';
import { BUS, SimpulError } from '@simpul/errors';
import type { Bus } from './bus.ts';

/** Milliseconds between pulls; an announcement only wakes sooner (design 02, rule 9). */
const PULL_MS = 1000;
/** Milliseconds between tellings of pulls that go on failing. */
const TELL_MS = 60_000;
/** Milliseconds without contact to who decides, after which nothing is decided any more (`authorityMaxAge`, design 02 rule 9). */
export const AUTHORITY_MAX_AGE_MS = 60_000;

export interface Follower {
  /**
   * Resolves after the first pull that succeeds, and goes on pulling each second. Where who decides runs in another process,
   * which may start later, the first pull is tried each second until then, or what was kept is taken in its place.
   * @throws SimpulError when the first pull fails in the same process, or `stop` is called before it succeeds
   */
  start(): Promise<void>;
  stop(): void;
  /** Milliseconds since the last pull that succeeded; Infinity before the first one. */
  age(): number;
}

export interface FollowerOptions {
  /** Wakes sooner. */
  readonly announcement: Announcement;
  /** Takes in all that is new. */
  readonly pull: () => Promise<void>;
  /** Told when a pull fails after which the follower goes on, and each minute that they all fail after it. */
  readonly onFailure: (error: unknown) => void;
  /**
   * Where the first pull fails: takes in what an earlier process kept. @returns how many milliseconds old that is; undefined
   * where there is nothing, and the first pull is waited for
   */
  readonly restore?: (() => Promise<number | undefined>) | undefined;
}

/** Keeps a local snapshot up to date. */
export function createFollower(bus: Bus, { announcement, pull, onFailure, restore }: FollowerOptions): Follower {
  let heardAt = Number.NEGATIVE_INFINITY;
  let toldAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let pulling: Promise<void> | undefined;
  let again = false;
  let isStopped = false;
  let endPause: (() => void) | undefined;
  const service = announcement.name.split('.')[0] as ServiceName;

  async function pullNow(): Promise<void> {
    // What is answered was true when it was asked for, however long this process then stood still.
    const askedAt = performance.now();
    await pull();
    heardAt = askedAt;
    toldAt = Number.NEGATIVE_INFINITY;
  }

  function fail(error: unknown): void {
    if (performance.now() - toldAt < TELL_MS) return;
    toldAt = performance.now();
    onFailure(error);
  }

  /** @returns whether what was kept does for now */
  async function restoreKept(): Promise<boolean> {
    const age = await restore?.();
    if (age === undefined) return false;
    heardAt = performance.now() - age;
    return true;
  }

  async function pullFirst(): Promise<void> {
    for (let isFirst = true; ; isFirst = false) {
      try {
        await pullNow();
        return;
      } catch (error) {
        if (bus.isHere(service) || isStopped) throw error;
        fail(error);
      }
      if (isFirst && (await restoreKept())) return;
      await pause();
      if (isStopped) throw new SimpulError(BUS.UNAVAILABLE, { params: { service } });
    }
  }

  /** A second; cut short by `stop`. */
  function pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    timer = setTimeout(resolve, PULL_MS);
    endPause = resolve;
    return promise;
  }

  /** One pull at a time; a wake during a pull causes another one. */
  function wake(): void {
    if (isStopped) return;
    if (pulling !== undefined) {
      again = true;
      return;
    }
    pulling = pullNow()
      .catch(fail)
      .finally(() => {
        pulling = undefined;
        if (again) {
          again = false;
          wake();
        }
      });
  }

  return {
    async start() {
      await pullFirst();
      if (isStopped) return;
      bus.listen(announcement, wake);
      timer = setInterval(wake, PULL_MS).unref();
    },
    stop() {
      isStopped = true;
      clearInterval(timer);
      endPause?.();
    },
    age: () => performance.now() - heardAt,
  };
}
