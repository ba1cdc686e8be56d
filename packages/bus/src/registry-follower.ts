import { registryChanged, registryChanges, type RegistryObject } from '@simpul/contracts';
import type { Bus, BusClient } from './bus.ts';

/** Milliseconds between pulls; an announcement only wakes sooner (design 02, rule 9). */
const PULL_MS = 1000;
/** Objects in one answer. */
const PAGE = 2000;

export interface RegistryFollower {
  /** Pulls once and, if that succeeds, again each second. @throws SimpulError when the first pull fails. */
  start(): Promise<void>;
  stop(): void;
  /** Milliseconds since the registry last answered; Infinity before the first answer. */
  age(): number;
}

export interface RegistryFollowerOptions {
  /** Takes in changes, in order, each exactly once. */
  readonly apply: (
    changed: readonly RegistryObject[],
    deleted: readonly { kind: string; id: string }[],
  ) => void | Promise<void>;
  /** Told when a later pull fails; the follower goes on. */
  readonly onFailure: (error: unknown) => void;
}

/** Keeps a local snapshot of the registry up to date. */
export function followRegistry(bus: Bus, client: BusClient, options: RegistryFollowerOptions): RegistryFollower {
  let revision = 0;
  let heardAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let pulling: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  async function pull(): Promise<void> {
    for (let more = true; more;) {
      const answer = await client.call(registryChanges, { since: revision, limit: PAGE });
      if (answer.changed.length > 0 || answer.deleted.length > 0) await options.apply(answer.changed, answer.deleted);
      revision = answer.revision;
      more = answer.more;
    }
    heardAt = performance.now();
  }

  /** One pull at a time; a wake during a pull causes another one. */
  function wake(): void {
    if (stopped) return;
    if (pulling !== undefined) {
      again = true;
      return;
    }
    pulling = pull()
      .catch(options.onFailure)
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
      await pull();
      bus.listen(registryChanged, wake);
      timer = setInterval(wake, PULL_MS).unref();
    },
    stop() {
      stopped = true;
      clearInterval(timer);
    },
    age: () => performance.now() - heardAt,
  };
}
