import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashLeaf, hashNode, proveInclusion, verifyInclusion } from '../../src/index.ts';
import { sha256, unhex } from '../sha256.ts';
import { naiveReader, naiveRoot, numberedEntries } from './naive-tree.ts';

const position = fc
  .integer({ min: 1, max: 300 })
  .chain((size) => fc.record({ size: fc.constant(size), index: fc.nat({ max: size - 1 }) }));

async function example({ size, index }: { size: number; index: number }) {
  const entries = numberedEntries(size);
  const proof = await proveInclusion(sha256, { index, size, hashAt: naiveReader(entries) });
  const leafHash = hashLeaf(sha256, entries[index] ?? new Uint8Array());
  return { proof, claim: { index, size, leafHash, root: naiveRoot(entries) } };
}
const flip = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

describe('inclusion proofs', () => {
  it('of every leaf in every small tree verify', async () => {
    for (let size = 1; size <= 33; size += 1)
      for (let index = 0; index < size; index += 1) {
        const { claim, proof } = await example({ size, index });
        expect(() => verifyInclusion(sha256, claim, proof)).not.toThrow();
      }
  });

  it('are refused with any bit flipped, hash dropped, added or swapped, or another index', async () => {
    await fc.assert(
      fc.asyncProperty(position, fc.nat({ max: 255 }), fc.nat(), async (place, bit, pick) => {
        const { claim, proof } = await example(place);
        const refuse = (changed: Partial<typeof claim>, hashes: readonly Uint8Array[] = proof) =>
          expect(() => verifyInclusion(sha256, { ...claim, ...changed }, hashes)).toThrow('inclusion');
        refuse({ root: flip(claim.root, bit) });
        refuse({ leafHash: flip(claim.leafHash, bit) });
        refuse({ index: claim.size });
        refuse({ index: -1 });
        refuse({}, [...proof, claim.root]);
        if (claim.size > 1) refuse({ index: (claim.index + 1 + (pick % (claim.size - 1))) % claim.size });
        if (proof.length > 0) {
          const at = pick % proof.length;
          refuse({}, proof.toSpliced(at, 1));
          refuse({}, proof.with(at, flip(proof[at] ?? new Uint8Array(), bit)));
        }
        if (proof.length > 1) refuse({}, proof.toReversed());
      }),
      { numRuns: 60 },
    );
  });

  it('are safe at sizes beyond 32 bits', async () => {
    const same = unhex('ab'.repeat(32));
    // All leaves alike: the hash of a perfect subtree depends on its level alone.
    const levels = [same];
    for (let i = 0; i < 53; i += 1) levels.push(hashNode(sha256, levels[i] ?? same, levels[i] ?? same));
    const hashAt = (level: number): Uint8Array => levels[level] ?? same;
    const size = 2 ** 52;
    for (const index of [0, 2 ** 33 + 1, size - 1]) {
      const proof = await proveInclusion(sha256, { index, size, hashAt });
      expect(proof).toHaveLength(52);
      const claim = { index, size, leafHash: same, root: hashAt(52) };
      expect(() => verifyInclusion(sha256, claim, proof)).not.toThrow();
      expect(() => verifyInclusion(sha256, { ...claim, size: size * 2 - 1 }, proof)).toThrow('inclusion');
    }
  });

  it('are not made for leaves outside the tree', async () => {
    const hashAt = () => new Uint8Array(32);
    for (const [index, size] of [
      [3, 3],
      [-1, 3],
      [0.5, 3],
      [0, 0],
      [0, 2 ** 53],
    ] as const)
      await expect(proveInclusion(sha256, { index, size, hashAt })).rejects.toThrow('argument');
  });

  it('with hashes of a wrong length are refused', () => {
    const claim = { index: 0, size: 2, leafHash: new Uint8Array(32), root: new Uint8Array(32) };
    expect(() => verifyInclusion(sha256, claim, [new Uint8Array(31)])).toThrow('32 bytes');
  });
});
