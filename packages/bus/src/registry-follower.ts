import { registryChanged, registryChanges, type RegistryObject } from '@simpul/contracts';
import type { Bus, BusClient } from './bus.ts';
import { createFollower, type Follower } from './follower.ts';

/** Objects in one answer. */
const PAGE = 2000;

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
export function followRegistry(bus: Bus, client: BusClient, { apply, onFailure }: RegistryFollowerOptions): Follower {
  let revision = 0;
  return createFollower(bus, {
    announcement: registryChanged,
    async pull() {
      for (let more = true; more;) {
        const answer = await client.call(registryChanges, { since: revision, limit: PAGE });
        if (answer.changed.length > 0 || answer.deleted.length > 0) await apply(answer.changed, answer.deleted);
        revision = answer.revision;
        more = answer.more;
      }
    },
    onFailure,
  });
}
