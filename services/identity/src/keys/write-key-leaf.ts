import { leafActor } from '@simpul/bus';
import type { Actor } from '@simpul/contracts';
import type { KeyDeps } from './key-deps.ts';

/** A change of keys, as its leaf says it. */
export interface KeyChange {
  readonly type: 'key.added' | 'key.requested' | 'key.refused' | 'key.revoked';
  /** Full id of the subsystem; absent for the bus itself. */
  readonly subsystem?: string;
  readonly kid: string;
  /** How: the leaf's `op` is the thumbprint, a slash and this. */
  readonly how: string;
  readonly actor: Actor;
}

/**
 * Writes the leaf of a change; nothing may change before it resolves.
 * @returns the leaf's id
 * @throws SimpulError `SIMPUL_RECORD_UNAVAILABLE`
 */
export async function writeKeyLeaf(leaves: KeyDeps['leaves'], change: KeyChange): Promise<string> {
  const { type, subsystem, kid, how, actor } = change;
  const who = leafActor(actor);
  const consumer = subsystem === undefined ? {} : { consumer: subsystem };
  return leaves.write({ type, ...consumer, op: `${kid}/${how}`, ...who.leaf }, who.sideCar);
}
