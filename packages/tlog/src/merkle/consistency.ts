import { equalBytes } from '../encoding/bytes.ts';
import { isCount } from '../encoding/decimal.ts';
import { TlogError } from '../tlog-error.ts';
import { assertHashes, emptyRoot, type Hash, hashNode } from './hashing.ts';
import { type HashAt, hashRange, type LeafRange, splitPoint } from './perfect-subtrees.ts';

/** What a consistency proof is about: the tree of size1 is the beginning of the tree of size2. */
export interface ConsistencyClaim {
  readonly size1: number;
  readonly size2: number;
  readonly root1: Uint8Array;
  readonly root2: Uint8Array;
}

/**
 * Proves that a tree grew from a smaller one (RFC 6962 section 2.1.2). Empty for size1 = 0 and for equal sizes.
 *
 * @throws TlogError `argument` unless size1 <= size2 < 2^53
 */
export async function proveConsistency(
  hash: Hash,
  { size1, size2, hashAt }: { readonly size1: number; readonly size2: number; readonly hashAt: HashAt },
): Promise<Uint8Array[]> {
  if (!isCount(size1) || !isCount(size2) || size1 > size2)
    throw new TlogError('argument', 'the first size must not be above the second');
  if (size1 === 0) return [];
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = size2;
  while (end !== size1) {
    const middle = start + splitPoint(end - start);
    if (size1 <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  // A subtree that begins at 0 is the first tree itself, whose root the verifier has.
  if (start !== 0) ranges.push({ start, end });
  return Promise.all(ranges.toReversed().map((range) => hashRange(hash, range, hashAt)));
}

/**
 * Checks a consistency proof by RFC 9162 section 2.1.4.2. A first size of 0 proves nothing and is refused unless both are 0.
 *
 * @throws TlogError `consistency` when it does not hold; `hash` for hashes that are not 32 bytes
 */
export function verifyConsistency(hash: Hash, claim: ConsistencyClaim, proof: readonly Uint8Array[]): void {
  const { size1, size2, root1, root2 } = claim;
  if (!isCount(size1) || !isCount(size2) || size1 > size2)
    throw new TlogError('consistency', 'the first size is above the second');
  if (size1 === size2) {
    if (proof.length > 0) throw new TlogError('consistency', 'equal sizes need no proof');
    if (!equalBytes(root1, root2)) throw new TlogError('consistency', 'two roots for one size');
    if (size1 === 0 && !equalBytes(root1, emptyRoot(hash)))
      throw new TlogError('consistency', 'not the root of an empty tree');
    return;
  }
  assertHashes([root1, root2, ...proof]);
  if (size1 === 0) throw new TlogError('consistency', 'nothing can be proven about an empty tree');

  let position = size1 - 1;
  let last = size2 - 1;
  while (position % 2 === 1) {
    position = (position - 1) / 2;
    last = Math.floor(last / 2);
  }
  // position = 0: size1 is a power of two, so the proof starts from its root.
  const path = position === 0 ? [root1, ...proof] : proof;
  const [seed, ...rest] = path;
  if (proof.length === 0 || seed === undefined) throw new TlogError('consistency', 'the proof is too short');
  let first = seed;
  let second = seed;
  for (const sibling of rest) {
    if (last === 0) throw new TlogError('consistency', 'the proof is too long');
    if (position % 2 === 1 || position === last) {
      first = hashNode(hash, sibling, first);
      second = hashNode(hash, sibling, second);
      while (position % 2 === 0 && position !== 0) {
        position /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      second = hashNode(hash, second, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) throw new TlogError('consistency', 'the proof is too short');
  if (!equalBytes(first, root1)) throw new TlogError('consistency', 'the proof leads to another first root');
  if (!equalBytes(second, root2)) throw new TlogError('consistency', 'the proof leads to another second root');
}
