import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CompactRange,
  createTileReader,
  hashLeaf,
  hashPerfectTree,
  proveConsistency,
  proveInclusion,
  readCompactRange,
  tilesBetween,
  verifyConsistency,
  verifyInclusion,
} from '../../src/index.ts';
import { bytes, hex, sha256 } from '../sha256.ts';

const SIZE = 70_000;
const hashes = Array.from({ length: SIZE }, (_, i) => hashLeaf(sha256, bytes(`entry ${i}`)));
const levels: Uint8Array[] = [Buffer.concat(hashes)];
for (let level = 1; level <= 2; level += 1) {
  const below = levels[level - 1] ?? new Uint8Array();
  const roots: Uint8Array[] = [];
  for (let at = 0; at + 8192 <= below.length; at += 8192)
    roots.push(hashPerfectTree(sha256, below.subarray(at, at + 8192)));
  levels.push(Buffer.concat(roots));
}
async function readTile(level: number, index: number, width: number): Promise<Uint8Array> {
  const start = index * 8192;
  return (levels[level] ?? new Uint8Array()).subarray(start, start + width * 32);
}
function rootAt(size: number): Uint8Array {
  const range = new CompactRange(sha256);
  for (const leafHash of hashes.slice(0, size)) range.append(leafHash);
  return range.root();
}
const reader = (size: number) => createTileReader({ hash: sha256, size, readTile });

describe('tiles', () => {
  it('of a tree of 70,000 are those that C2SP tlog-tiles lists', () => {
    const tiles = tilesBetween(0, SIZE).map(({ level, width }) => `${level}:${width}`);
    const count = (id: string): number => tiles.filter((each) => each === id).length;
    expect([count('0:256'), count('0:112'), count('1:256'), count('1:17'), count('2:1')]).toEqual([273, 1, 1, 1, 1]);
    expect(tiles).toHaveLength(277);
  });

  it('that are written as a log grows end up as the tiles of its size', () => {
    const steps = fc.array(fc.nat({ max: 700 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(steps, (increments) => {
        const newest = new Map<string, number>();
        let size = 0;
        for (const increment of increments) {
          for (const { level, index, width } of tilesBetween(size, size + increment))
            newest.set(`${level}/${index}`, width);
          size += increment;
        }
        const all = tilesBetween(0, size).map(({ level, index, width }) => [`${level}/${index}`, width] as const);
        expect(newest).toEqual(new Map(all));
      }),
    );
    expect(() => tilesBetween(2, 1)).toThrow('shrink');
  });

  it('give the root and the proofs of any size', async () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: SIZE }), fc.integer({ min: 1, max: SIZE }), fc.nat());
    await fc.assert(
      fc.asyncProperty(sizes, async ([a, b, pick]) => {
        const [size1, size2] = [Math.min(a, b), Math.max(a, b)];
        const [root1, root2] = [rootAt(size1), rootAt(size2)];
        expect(hex((await readCompactRange(sha256, size2, reader(size2))).root())).toBe(hex(root2));
        const index = pick % size2;
        const inclusion = await proveInclusion(sha256, { index, size: size2, hashAt: reader(size2) });
        const leafHash = hashes[index] ?? new Uint8Array();
        expect(() => verifyInclusion(sha256, { index, size: size2, leafHash, root: root2 }, inclusion)).not.toThrow();
        const consistency = await proveConsistency(sha256, { size1, size2, hashAt: reader(size2) });
        expect(() => verifyConsistency(sha256, { size1, size2, root1, root2 }, consistency)).not.toThrow();
      }),
      { numRuns: 12 },
    );
  });

  it('may be full where a partial one was asked for', async () => {
    const full = createTileReader({
      hash: sha256,
      size: 300,
      readTile: async (level, index) => readTile(level, index, 256),
    });
    expect(hex((await readCompactRange(sha256, 300, full)).root())).toBe(hex(rootAt(300)));
  });

  it('are read once for neighbouring hashes, and again after a failure', async () => {
    const asked: string[] = [];
    let fail = true;
    const hashAt = createTileReader({
      hash: sha256,
      size: 300,
      async readTile(level, index, width) {
        asked.push(`${level}/${index}/${width}`);
        if (fail) throw new Error('disk');
        return readTile(level, index, width);
      },
    });
    await expect(hashAt(0, 260)).rejects.toThrow('disk');
    fail = false;
    await Promise.all([hashAt(0, 260), hashAt(2, 65), hashAt(0, 299)]);
    expect(asked).toEqual(['0/1/44', '0/1/44']);
  });

  it('are not used beyond the size, nor when their length is wrong', async () => {
    for (const [level, index] of [
      [0, 300],
      [2, 75],
      [8, 1],
      [0, -1],
      [60, 0],
    ] as const)
      await expect(reader(300)(level, index)).rejects.toThrow('argument');
    for (const length of [0, 43 * 32, 44 * 32 - 1, 45 * 32]) {
      const hashAt = createTileReader({ hash: sha256, size: 300, readTile: async () => new Uint8Array(length) });
      await expect(hashAt(0, 260)).rejects.toThrow('tile');
    }
  });
});
