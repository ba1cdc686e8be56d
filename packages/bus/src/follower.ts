import type { Announcement } from '@simpul/contracts';
import type { Bus } from './bus.ts';

/** Milliseconds between pulls; an announcement only wakes sooner (design 02, rule 9). */
const PULL_MS = 1000;
/** Milliseconds without contact to who decides, after which nothing is decided any more (`authorityMaxAge`, design 02 rule 9). */
export const AUTHORITY_MAX_AGE_MS = 60_000;

export interface Follower {
  /** Pulls once and, if that succeeds, again each second. @throws SimpulError when the first pull fails. */
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
  /** Told when a later pull fails; the follower goes on. */
  readonly onFailure: (error: unknown) => void;
}

/** Keeps a local snapshot up to date. */
export function createFollower(bus: Bus, { announcement, pull, onFailure }: FollowerOptions): Follower {
  let heardAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let pulling: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  async function pullNow(): Promise<void> {
    await pull();
    heardAt = performance.now();
  }

  /** One pull at a time; a wake during a pull causes another one. */
  function wake(): void {
    if (stopped) return;
    if (pulling !== undefined) {
      again = true;
      return;
    }
    pulling = pullNow()
      .catch(onFailure)
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
      await pullNow();
      bus.listen(announcement, wake);
      timer = setInterval(wake, PULL_MS).unref();
    },
    stop() {
      stopped = true;
      clearInterval(timer);
    },
    age: () => performance.now() - heardAt,
  };
}
