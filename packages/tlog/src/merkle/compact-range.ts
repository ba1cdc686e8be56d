import { isCount } from '../encoding/decimal.ts';
import { concatBytes } from '../encoding/bytes.ts';
import { TlogError } from '../tlog-error.ts';
import { assertHashes, emptyRoot, HASH_BYTES, type Hash, hashNode } from './hashing.ts';
import { type HashAt, perfectSubtrees } from './perfect-subtrees.ts';

/**
 * The right edge of a growing tree: the roots of its perfect subtrees, left to right. Enough to append and to know the
 * root, whatever the size (transparency-dev/merkle docs/compact_ranges.md).
 */
export class CompactRange {
  readonly #hash: Hash;
  readonly #edge: Uint8Array[];
  #size: number;

  /**
   * @param hash SHA-256
   * @param size leaves of the tree that `edge` describes
   * @param edge its perfect subtree roots, left to right, 32 bytes each
   * @throws TlogError `argument` when there are not as many as the size has one bits
   */
  constructor(hash: Hash, size = 0, edge: readonly Uint8Array[] = []) {
    if (!isCount(size)) throw new TlogError('argument', 'the size must be an integer below 2^53');
    if (perfectSubtrees({ start: 0, end: size }).length !== edge.length)
      throw new TlogError('argument', 'the edge does not belong to a tree of this size');
    assertHashes(edge);
    this.#hash = hash;
    this.#edge = [...edge];
    this.#size = size;
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** Roots of the perfect subtrees, left to right: what the constructor takes. */
  get edge(): readonly Uint8Array[] {
    return [...this.#edge];
  }

  /** Appends one leaf, given its hash. */
  append(leafHash: Uint8Array): void {
    const edge = this.#edge;
    let right = leafHash;
    for (let full = this.#size; full % 2 === 1; full = (full - 1) / 2) {
      const left = edge.pop();
      if (left === undefined) throw new TlogError('argument', 'the edge is shorter than its size demands');
      right = hashNode(this.#hash, left, right);
    }
    edge.push(right);
    this.#size += 1;
  }

  /** Merkle tree hash of all leaves. */
  root(): Uint8Array {
    const edge = this.#edge;
    const last = edge.at(-1);
    if (last === undefined) return emptyRoot(this.#hash);
    let root = last;
    for (const left of edge.slice(0, -1).toReversed()) root = hashNode(this.#hash, left, root);
    return root;
  }

  /** A range that grows apart from this one. */
  clone(): CompactRange {
    return new CompactRange(this.#hash, this.#size, this.#edge);
  }

  /** The edge as bytes, for storing beside the size. */
  toBytes(): Uint8Array {
    return concatBytes(this.#edge);
  }

  /**
   * Reads what {@link toBytes} wrote.
   *
   * @throws TlogError `argument` when the bytes do not belong to a tree of this size
   */
  static fromBytes(hash: Hash, size: number, bytes: Uint8Array): CompactRange {
    const edge: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += HASH_BYTES) edge.push(bytes.slice(at, at + HASH_BYTES));
    return new CompactRange(hash, size, edge);
  }
}

/** The range of a stored tree, its hashes read with `hashAt` (tiles: see `createTileReader`). */
export async function readCompactRange(hash: Hash, size: number, hashAt: HashAt): Promise<CompactRange> {
  const positions = perfectSubtrees({ start: 0, end: size });
  return new CompactRange(
    hash,
    size,
    await Promise.all(positions.map(async ({ level, index }) => hashAt(level, index))),
  );
}
