import type { Shard } from '../log.ts';

/** Where a leaf stands. */
export interface LeafPlace {
  readonly shard: Shard;
  readonly index: number;
}

/** Finds leaves in all logs; those that none holds are left out. @param shards newest first */
export async function locateLeaves(shards: readonly Shard[], ids: readonly string[]): Promise<Map<string, LeafPlace>> {
  const places = new Map<string, LeafPlace>();
  for (const shard of shards) {
    const wanted = ids.filter((id) => !places.has(id));
    if (wanted.length === 0) break;
    for (const [id, index] of await shard.read.locate(wanted)) places.set(id, { shard, index });
  }
  return places;
}
