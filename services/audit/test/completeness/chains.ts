import type { Leaf } from '@simpul/contracts';
import { createSourceChain, insertAt } from '@simpul/tlog';
import { readSourceLeaf, type SourceLeaf } from '../../src/completeness/source-leaf.ts';
import { sha256 } from '../../src/domain/sha256.ts';
import { sampleId } from '../sample-leaves.ts';

export const LOG = 'ID-LA-2026h2';
export const START = 1_790_000_000_000;

/** Leaves of one boot, as they are sent. */
export type Sender = (changes?: Partial<Omit<Leaf, 'src' | 'at'>>) => Uint8Array;

let ids = 0;

/** A source that makes its leaves at `START` and numbers them. */
export function sender(node: string, boot: string): Sender {
  const chain = createSourceChain({ node, boot, hash: sha256 });
  return (changes = {}) => chain.next({ v: 1, id: sampleId(ids++), type: 'exchange.closed', time: START, ...changes });
}

/** A log that takes leaves at given times. */
export function logOf(take: (leaf: SourceLeaf) => void) {
  let index = 0;
  return (sent: Uint8Array, at = START): number => {
    const seen = readSourceLeaf(insertAt(sent, at), LOG, index);
    if (seen === undefined) throw new Error('no leaf');
    take(seen);
    return index++;
  };
}
