import { randomUUID } from 'node:crypto';
import { createSourceChain } from '@simpul/tlog';
import type { SentLeaf } from '../domain/leaf-check.ts';
import { createLeafId } from '../domain/leaf-id.ts';
import { sha256 } from '../domain/sha256.ts';

/** The log before a new one, closed. */
export interface Predecessor {
  /** Body of its last checkpoint: lines of origin, size and root. */
  readonly checkpoint: string;
  /** Milliseconds of its last leaf: no later log goes back behind it. */
  readonly at: number;
}

/** The first leaf of a log that follows another: it binds the whole of the one before. */
export function createOpeningLeaf({ checkpoint, at }: Predecessor, node: string): SentLeaf {
  const time = Math.max(Date.now(), at);
  const id = createLeafId(time);
  const chain = createSourceChain({ node, boot: randomUUID(), hash: sha256 });
  return { id, leaf: chain.next({ v: 1, id, type: 'shard.open', time, op: checkpoint }), sideCar: new Uint8Array() };
}
