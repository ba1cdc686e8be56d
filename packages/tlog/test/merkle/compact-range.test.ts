import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CompactRange, hashLeaf, readCompactRange } from '../../src/index.ts';
import { hex, sha256, unhex } from '../sha256.ts';
import { naiveReader, naiveRoot, numberedEntries } from './naive-tree.ts';

// transparency-dev/merkle testonly/constants.go
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = ['6e340b9c', 'fac54203', 'aeb6bcfe', 'd37ee418', '4e3bbb1f', '76e67dad', 'ddb89be4', '5dc9da79'];

function rangeOf(entries: readonly Uint8Array[]): CompactRange {
  const range = new CompactRange(sha256);
  for (const entry of entries) range.append(hashLeaf(sha256, entry));
  return range;
}

describe('CompactRange', () => {
  it('gives the known roots of the eight-leaf tree', () => {
    const range = new CompactRange(sha256);
    const roots = LEAVES.map((leaf) => {
      range.append(hashLeaf(sha256, unhex(leaf)));
      return hex(range.root());
    });
    expect(roots.map((root) => root.slice(0, 8))).toEqual(ROOTS);
    expect(roots.at(-1)).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
  });

  it('has the root of an empty tree before the first leaf', () => {
    expect(hex(new CompactRange(sha256).root())).toBe(hex(naiveRoot([])));
  });

  it('has the root that the definition gives, at every size', () => {
    const entries = numberedEntries(130);
    const range = new CompactRange(sha256);
    for (const [i, entry] of entries.entries()) {
      range.append(hashLeaf(sha256, entry));
      expect(hex(range.root())).toBe(hex(naiveRoot(entries.slice(0, i + 1))));
    }
  });

  it('goes on from bytes, from tiles and from a clone as if it had never stopped', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 300 }), fc.nat({ max: 40 }), async (before, after) => {
        const entries = numberedEntries(before + after);
        const original = rangeOf(entries.slice(0, before));
        const resumed = [
          CompactRange.fromBytes(sha256, before, original.toBytes()),
          await readCompactRange(sha256, before, naiveReader(entries.slice(0, before))),
          original.clone(),
        ];
        for (const range of resumed) {
          for (const entry of entries.slice(before)) range.append(hashLeaf(sha256, entry));
          expect(range.size).toBe(entries.length);
          expect(hex(range.root())).toBe(hex(naiveRoot(entries)));
        }
        expect(original.size).toBe(before);
      }),
      { numRuns: 25 },
    );
  });

  it('refuses an edge that does not belong to the size', () => {
    const range = rangeOf(numberedEntries(5));
    expect(() => CompactRange.fromBytes(sha256, 4, range.toBytes())).toThrow('does not belong');
    expect(() => CompactRange.fromBytes(sha256, 5, range.toBytes().subarray(1))).toThrow('32 bytes');
    expect(() => new CompactRange(sha256, -1)).toThrow('integer');
    expect(() => new CompactRange(sha256, 2 ** 53)).toThrow('integer');
  });

  it('appends at sizes beyond 32 bits', () => {
    const leaf = new Uint8Array(32).fill(9);
    const range = new CompactRange(sha256, 2 ** 40 + 1, [leaf, leaf]);
    range.append(leaf);
    expect(range.size).toBe(2 ** 40 + 2);
    expect(range.edge).toHaveLength(2);
  });
});
