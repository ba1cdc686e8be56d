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
  /** Absent: the bus itself. */
  readonly actor?: Actor | undefined;
}

/**
 * Writes the leaf of a change; nothing may change before it resolves.
 * @param error - says instead that the change, which the log holds, was not made
 * @returns the leaf's id
 * @throws SimpulError `SIMPUL_RECORD_UNAVAILABLE`
 */
export async function writeKeyLeaf(leaves: KeyDeps['leaves'], change: KeyChange, error?: string): Promise<string> {
  const { type, subsystem, kid, how, actor } = change;
  const who = actor && leafActor(actor);
  const consumer = subsystem === undefined ? {} : { consumer: subsystem };
  const refused = error === undefined ? {} : { outcome: 'refused', error };
  return leaves.write({ type, ...consumer, op: `${kid}/${how}`, ...who?.leaf, ...refused }, who?.sideCar);
}
