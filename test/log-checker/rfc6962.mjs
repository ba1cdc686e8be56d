// RFC 6962 section 2.1 and RFC 9162 section 2.1.3.2 and 2.1.4.2, written from those texts alone. Positions are BigInt.
import { createHash } from 'node:crypto';

const sha256 = (...parts) => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
};
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** Hash of a leaf. */
export const leafHash = (entry) => sha256(LEAF, entry);
/** Hash of an inner node. */
export const nodeHash = (left, right) => sha256(NODE, left, right);

/** Merkle tree hash of a list of hashes that are roots of equally large perfect trees, or leaf hashes. */
export function treeHash(hashes) {
  if (hashes.length === 0) return sha256();
  let row = hashes;
  while (row.length > 1) {
    const above = [];
    for (let i = 0; i + 1 < row.length; i += 2) above.push(nodeHash(row[i], row[i + 1]));
    // A last one without a sibling rises unchanged: that is where RFC 6962 splits at a power of two.
    if (row.length % 2 === 1) above.push(row.at(-1));
    row = above;
  }
  return row[0];
}

const bitLength = (n) => (n === 0n ? 0 : n.toString(2).length);
const onesIn = (n) => n.toString(2).replaceAll('0', '').length;
const bitAt = (n, i) => (n >> BigInt(i)) & 1n;

function assertLengths(hashes) {
  for (const each of hashes) if (each.length !== 32) throw new Error('proof: a hash must have 32 bytes');
}
function assertRoot(computed, root, what) {
  if (!computed.equals(root)) throw new Error(`proof: leads to another ${what}`);
}

/** Siblings of the path from a leaf until it meets the path of the last leaf, and left siblings from there on. */
function pathLengths(index, size) {
  const inner = bitLength(index ^ (size - 1n));
  return { inner, border: onesIn(index >> BigInt(inner)) };
}

/** Checks that the leaf `index` of a tree of `size` leaves with this root has this hash; throws otherwise. */
export function verifyInclusion({ index, size, leaf, root, proof }) {
  const at = BigInt(index);
  const count = BigInt(size);
  if (at < 0n || at >= count) throw new Error('proof: the index is not below the size');
  assertLengths([leaf, ...proof]);
  const { inner, border } = pathLengths(at, count);
  if (proof.length !== inner + border) throw new Error(`proof: ${proof.length} hashes instead of ${inner + border}`);
  let computed = leaf;
  for (const [i, sibling] of proof.entries())
    computed = i >= inner || bitAt(at, i) === 1n ? nodeHash(sibling, computed) : nodeHash(computed, sibling);
  assertRoot(computed, root, 'root');
}

/** Checks that the tree of size1 is the beginning of the tree of size2; throws otherwise. */
export function verifyConsistency({ size1, size2, root1, root2, proof }) {
  const first = BigInt(size1);
  const second = BigInt(size2);
  if (first < 0n || first > second) throw new Error('proof: the first size is above the second');
  if (first === second) {
    if (proof.length > 0) throw new Error('proof: equal sizes need none');
    if (first === 0n) assertRoot(sha256(), root1, 'first root');
    assertRoot(root1, root2, 'second root');
    return;
  }
  if (first === 0n) throw new Error('proof: nothing can be proven about an empty tree');
  assertLengths(proof);
  let shift = 0;
  while (bitAt(first, shift) === 0n) shift += 1;
  const lengths = pathLengths(first - 1n, second);
  const inner = lengths.inner - shift;
  const isPowerOfTwo = onesIn(first) === 1;
  const expected = inner + lengths.border + (isPowerOfTwo ? 0 : 1);
  if (proof.length !== expected) throw new Error(`proof: ${proof.length} hashes instead of ${expected}`);
  const seed = isPowerOfTwo ? root1 : proof[0];
  const path = isPowerOfTwo ? proof : proof.slice(1);
  const mask = (first - 1n) >> BigInt(shift);
  let old = seed;
  let grown = seed;
  for (const [i, sibling] of path.entries()) {
    const isLeft = i >= inner || bitAt(mask, i) === 1n;
    if (isLeft) old = nodeHash(sibling, old);
    grown = isLeft ? nodeHash(sibling, grown) : nodeHash(grown, sibling);
  }
  assertRoot(old, root1, 'first root');
  assertRoot(grown, root2, 'second root');
}
