import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { proveConsistency, verifyConsistency } from '../../src/index.ts';
import { sha256 } from '../sha256.ts';
import { naiveReader, naiveRoot, numberedEntries } from './naive-tree.ts';

async function example({ size1, size2 }: { size1: number; size2: number }) {
  const entries = numberedEntries(size2);
  const proof = await proveConsistency(sha256, { size1, size2, hashAt: naiveReader(entries) });
  return { proof, claim: { size1, size2, root1: naiveRoot(entries.slice(0, size1)), root2: naiveRoot(entries) } };
}
const flip = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
const sizes = fc
  .integer({ min: 2, max: 300 })
  .chain((size2) => fc.record({ size2: fc.constant(size2), size1: fc.integer({ min: 1, max: size2 - 1 }) }));

describe('consistency proofs', () => {
  it('between all small trees verify', async () => {
    for (let size2 = 1; size2 <= 33; size2 += 1)
      for (let size1 = 1; size1 <= size2; size1 += 1) {
        const { claim, proof } = await example({ size1, size2 });
        expect(() => verifyConsistency(sha256, claim, proof)).not.toThrow();
      }
  });

  it('are refused with any bit flipped, hash dropped, added or swapped, or roots exchanged', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat({ max: 255 }), fc.nat(), async (place, bit, pick) => {
        const { claim, proof } = await example(place);
        const refuse = (changed: Partial<typeof claim>, hashes: readonly Uint8Array[] = proof) =>
          expect(() => verifyConsistency(sha256, { ...claim, ...changed }, hashes)).toThrow('consistency');
        expect(() => verifyConsistency(sha256, claim, proof)).not.toThrow();
        const at = pick % proof.length;
        refuse({ root1: flip(claim.root1, bit) });
        refuse({ root2: flip(claim.root2, bit) });
        refuse({ root1: claim.root2, root2: claim.root1 });
        refuse({ size1: claim.size2, size2: claim.size1 });
        refuse({ size1: claim.size2 });
        refuse({ size1: 0 });
        refuse({}, []);
        refuse({}, [...proof, claim.root1]);
        refuse({}, proof.toSpliced(at, 1));
        refuse({}, proof.with(at, flip(proof[at] ?? new Uint8Array(), bit)));
        if (proof.length > 1) refuse({}, proof.toReversed());
      }),
      { numRuns: 60 },
    );
  });

  it('are empty from an empty tree and between equal sizes', async () => {
    expect((await example({ size1: 0, size2: 9 })).proof).toEqual([]);
    expect((await example({ size1: 9, size2: 9 })).proof).toEqual([]);
  });

  it('are not made backwards', async () => {
    const hashAt = () => new Uint8Array(32);
    await expect(proveConsistency(sha256, { size1: 3, size2: 2, hashAt })).rejects.toThrow('argument');
  });
});
