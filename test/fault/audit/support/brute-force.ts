import { nodeHash } from '../../../log-checker/rfc6962.mjs';

/** A tree of which everything is computed by the definitions of RFC 6962, section 2.1, from the hashes of its leaves. */
export interface BruteForce {
  /** MTH(D[0:size]). */
  root(size: number): Buffer;
  /** PATH(index, D[0:size]): the inclusion proof. */
  path(index: number, size: number): Buffer[];
  /** PROOF(older, D[0:size]): the consistency proof. */
  proof(older: number, size: number): Buffer[];
}

const HASH = 32;
/** Subtrees of at least so many leaves are computed once: a proof of ten million leaves would need all of them again. */
const REMEMBERED = 1024;

/** @param hashes of the leaves, one behind the other */
export function createBruteForce(hashes: Buffer): BruteForce {
  const known = new Map<string, Buffer>();

  /** MTH(D[start:end]). */
  function tree(start: number, end: number): Buffer {
    if (end - start === 1) return hashes.subarray(start * HASH, end * HASH);
    const key = `${start}-${end}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const middle = start + largestPowerBelow(end - start);
    const hash = nodeHash(tree(start, middle), tree(middle, end));
    if (end - start >= REMEMBERED) known.set(key, hash);
    return hash;
  }

  /** PATH(m, D[start:end]). */
  function path(m: number, start: number, end: number): Buffer[] {
    if (end - start === 1) return [];
    const k = largestPowerBelow(end - start);
    const middle = start + k;
    if (m < k) return [...path(m, start, middle), tree(middle, end)];
    return [...path(m - k, middle, end), tree(start, middle)];
  }

  /** SUBPROOF(m, D[start:end], isKnown). */
  function subproof(m: number, [start, end]: readonly [number, number], isKnown: boolean): Buffer[] {
    if (m === end - start) return isKnown ? [] : [tree(start, end)];
    const k = largestPowerBelow(end - start);
    const middle = start + k;
    if (m <= k) return [...subproof(m, [start, middle], isKnown), tree(middle, end)];
    return [...subproof(m - k, [middle, end], false), tree(start, middle)];
  }

  return {
    root: (size) => tree(0, size),
    path: (index, size) => path(index, 0, size),
    proof: (older, size) => subproof(older, [0, size], true),
  };
}

/** The largest power of two smaller than n, for n above 1. */
function largestPowerBelow(n: number): number {
  return 2 ** (Math.ceil(Math.log2(n)) - 1);
}
