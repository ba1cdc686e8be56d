import { type Hash, hashNode } from './hashing.ts';

/** A perfect subtree: 2^level leaves, the index-th of that level from the left. */
export interface SubtreePosition {
  readonly level: number;
  readonly index: number;
}

/** Gives the hash of a perfect subtree, from memory or from tiles. */
export type HashAt = (level: number, index: number) => Uint8Array | Promise<Uint8Array>;

/** Leaves from `start` up to, not including, `end`. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** Largest power of two below `count`, which is at least 2: where RFC 6962 splits a tree. */
export function splitPoint(count: number): number {
  let k = 1;
  while (k * 2 < count) k *= 2;
  return k;
}

/** The perfect subtrees that make up a range, left to right. `start` must be a multiple of a power of two >= its width. */
export function perfectSubtrees({ start, end }: LeafRange): SubtreePosition[] {
  const positions: SubtreePosition[] = [];
  let at = start;
  while (at < end) {
    let level = 0;
    let width = 1;
    while (width * 2 <= end - at) {
      width *= 2;
      level += 1;
    }
    positions.push({ level, index: at / width });
    at += width;
  }
  return positions;
}

/** Merkle tree hash of a range that is not empty, RFC 6962 section 2.1. */
export async function hashRange(hash: Hash, range: LeafRange, hashAt: HashAt): Promise<Uint8Array> {
  const hashes = await Promise.all(perfectSubtrees(range).map(async ({ level, index }) => hashAt(level, index)));
  return hashes.reduceRight((right, left) => hashNode(hash, left, right));
}
