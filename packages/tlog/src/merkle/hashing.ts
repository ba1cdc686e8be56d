import { TlogError } from '../tlog-error.ts';

/** SHA-256, one shot. It must not keep its input, which is overwritten by the next call. */
export type Hash = (data: Uint8Array) => Uint8Array;

/** Bytes of a hash. */
export const HASH_BYTES = 32;

const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;
/** Entries up to this many bytes are hashed without an allocation; leaves of the audit log fit. */
const SCRATCH_BYTES = 8192;

const leafInput = new Uint8Array(1 + SCRATCH_BYTES);
const nodeInput = new Uint8Array(1 + 2 * HASH_BYTES);
leafInput[0] = LEAF_PREFIX;
nodeInput[0] = NODE_PREFIX;

/** Hash of a leaf: SHA-256(0x00 || entry), RFC 6962 section 2.1. */
export function hashLeaf(hash: Hash, entry: Uint8Array): Uint8Array {
  const length = 1 + entry.length;
  const input = length <= leafInput.length ? leafInput : new Uint8Array(length);
  input.set(entry, 1);
  return hash(input.subarray(0, length));
}

/** Hash of an inner node: SHA-256(0x01 || left || right), RFC 6962 section 2.1. Both are 32 bytes. */
export function hashNode(hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_BYTES);
  return hash(nodeInput);
}

/** Root of a tree without leaves: SHA-256(""). */
export function emptyRoot(hash: Hash): Uint8Array {
  return hash(new Uint8Array(0));
}

/**
 * Root of a perfect tree over hashes that stand one after the other.
 *
 * @param hashes a power of two of them, 32 bytes each
 * @throws TlogError `hash` when it is not a power of two
 */
export function hashPerfectTree(hash: Hash, hashes: Uint8Array): Uint8Array {
  let count = hashes.length / HASH_BYTES;
  if (!Number.isInteger(Math.log2(count))) throw new TlogError('hash', 'not a power of two of hashes');
  const row = new Uint8Array(hashes);
  for (; count > 1; count /= 2) {
    for (let i = 0; i < count; i += 2) {
      const left = row.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
      const right = row.subarray((i + 1) * HASH_BYTES, (i + 2) * HASH_BYTES);
      row.set(hashNode(hash, left, right), (i / 2) * HASH_BYTES);
    }
  }
  return row.slice(0, HASH_BYTES);
}

/** @throws TlogError `hash` unless every one has 32 bytes */
export function assertHashes(hashes: readonly Uint8Array[]): void {
  for (const each of hashes) if (each.length !== HASH_BYTES) throw new TlogError('hash', 'a hash must have 32 bytes');
}
