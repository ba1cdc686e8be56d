import type { Actor } from '@simpul/contracts';
import type { Collection, CollectionSpec } from '@simpul/store';

/** That somebody wants all exchange nodes to change the keys with which they sign responses. */
export type Rotation = {
  readonly id: string;
  /** When that was, milliseconds since the epoch: each node follows a rotation once. */
  readonly at: number;
  readonly by: Pick<Actor, 'kind' | 'id'>;
};

export const ROTATIONS: CollectionSpec = { name: 'rotations' };
const RESPONSES = 'responses';

/** The last rotation that was asked for, which all nodes find in the store that they share. */
export interface Rotations {
  last(): Promise<Rotation | undefined>;
  ask(rotation: Omit<Rotation, 'id'>): Promise<void>;
}

export function createRotations(rows: Pick<Collection<Rotation>, 'get' | 'put'>): Rotations {
  return {
    last: () => rows.get(RESPONSES),
    ask: ({ at, by }) => rows.put({ id: RESPONSES, at, by }),
  };
}
