import { equalBytes } from '../encoding/bytes.ts';
import { isCount } from '../encoding/decimal.ts';
import { TlogError } from '../tlog-error.ts';
import { assertHashes, type Hash, hashNode } from './hashing.ts';
import { type HashAt, hashRange, type LeafRange, splitPoint } from './perfect-subtrees.ts';

/** What an inclusion proof is about. */
export interface InclusionClaim {
  readonly index: number;
  /** Leaves of the tree. */
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
}

/**
 * Proves that a leaf is in a tree (RFC 6962 section 2.1.1), sibling of the leaf first.
 *
 * @throws TlogError `argument` unless index < size < 2^53
 */
export async function proveInclusion(
  hash: Hash,
  { index, size, hashAt }: { readonly index: number; readonly size: number; readonly hashAt: HashAt },
): Promise<Uint8Array[]> {
  if (!isCount(index) || !isCount(size) || index >= size)
    throw new TlogError('argument', 'the index must be below the size');
  const siblings: LeafRange[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      siblings.push({ start: middle, end });
      end = middle;
    } else {
      siblings.push({ start, end: middle });
      start = middle;
    }
  }
  return Promise.all(siblings.toReversed().map((range) => hashRange(hash, range, hashAt)));
}

/**
 * Checks an inclusion proof by RFC 9162 section 2.1.3.2.
 *
 * @throws TlogError `inclusion` when it does not hold; `hash` for hashes that are not 32 bytes
 */
export function verifyInclusion(hash: Hash, claim: InclusionClaim, proof: readonly Uint8Array[]): void {
  const { index, size, leafHash, root } = claim;
  assertHashes([leafHash, root, ...proof]);
  if (!isCount(index) || !isCount(size) || index >= size)
    throw new TlogError('inclusion', 'the index is not below the size');
  let position = index;
  let last = size - 1;
  let computed = leafHash;
  for (const sibling of proof) {
    if (last === 0) throw new TlogError('inclusion', 'the proof is too long');
    if (position % 2 === 1 || position === last) {
      computed = hashNode(hash, sibling, computed);
      while (position % 2 === 0 && position !== 0) {
        position /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      computed = hashNode(hash, computed, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) throw new TlogError('inclusion', 'the proof is too short');
  if (!equalBytes(computed, root)) throw new TlogError('inclusion', 'the proof leads to another root');
}
