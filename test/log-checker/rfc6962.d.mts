/** Hash of a leaf, RFC 6962 section 2.1. */
export function leafHash(entry: Uint8Array): Buffer;
/** Hash of an inner node, RFC 6962 section 2.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer;
/** Merkle tree hash of leaf hashes. */
export function treeHash(hashes: readonly Buffer[]): Buffer;

export interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly leaf: Buffer;
  readonly root: Buffer;
  readonly proof: readonly Buffer[];
}
/** Throws unless the proof holds. */
export function verifyInclusion(inclusion: Inclusion): void;

export interface Consistency {
  readonly size1: number;
  readonly size2: number;
  readonly root1: Buffer;
  readonly root2: Buffer;
  readonly proof: readonly Buffer[];
}
/** Throws unless the proof holds. */
export function verifyConsistency(consistency: Consistency): void;
