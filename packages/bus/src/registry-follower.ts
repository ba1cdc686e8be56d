import { registryChanged, registryChanges, type RegistryObject } from '@simpul/contracts';
import type { Bus, BusClient } from './bus.ts';
import { createFollower, type Follower } from './follower.ts';
import { createSnapshotFile } from './snapshots/snapshot-file.ts';
import type { KeptSnapshot } from './snapshots/kept-snapshot.ts';

/** Objects in one answer. */
const PAGE = 2000;

export interface RegistryFollowerOptions {
  /** Takes in changes, in order, each exactly once. */
  readonly apply: (
    changed: readonly RegistryObject[],
    deleted: readonly { kind: string; id: string }[],
  ) => void | Promise<void>;
  /** Told when a later pull fails, or what it brought could not be kept; the follower goes on. */
  readonly onFailure: (error: unknown) => void;
  /** Where the snapshot is kept for a start without the registry; absent: nowhere. */
  readonly kept?: KeptSnapshot | undefined;
}

/** Keeps a local snapshot of the registry up to date. */
export function followRegistry(
  bus: Bus,
  client: BusClient,
  { apply, onFailure, kept }: RegistryFollowerOptions,
): Follower {
  const file = kept && createSnapshotFile<RegistryObject>(kept.file, onFailure);
  /** All that there is, where it is kept. */
  const objects = new Map<string, RegistryObject>();
  let revision = 0;

  function note(changed: readonly RegistryObject[], deleted: readonly { kind: string; id: string }[]): void {
    for (const { kind, id } of deleted) objects.delete(`${kind} ${id}`);
    for (const object of changed) objects.set(`${object.kind} ${object.id}`, object);
  }

  return createFollower(bus, {
    announcement: registryChanged,
    async pull() {
      const askedAt = Date.now();
      for (let more = true; more;) {
        const answer = await client.call(registryChanges, { since: revision, limit: PAGE });
        if (answer.changed.length > 0 || answer.deleted.length > 0) await apply(answer.changed, answer.deleted);
        if (file !== undefined) note(answer.changed, answer.deleted);
        revision = answer.revision;
        more = answer.more;
      }
      file?.keep(askedAt, revision, () => objects.values());
    },
    async restore() {
      const found = await file?.read(kept?.maxAgeMs ?? 0);
      if (found === undefined) return undefined;
      await apply(found.items, []);
      note(found.items, []);
      ({ revision } = found);
      return found.ageMs;
    },
    onFailure,
  });
}
