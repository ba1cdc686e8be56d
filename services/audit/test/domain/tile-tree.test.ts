import { describe, expect, it } from '@jest/globals';
import { CompactRange, hashLeaf, tilesBetween } from '@simpul/tlog';
import { sha256 } from '../../src/domain/sha256.ts';
import { type Tile, TileTree } from '../../src/domain/tile-tree.ts';

function leaf(n: number): Uint8Array {
  return Buffer.from(`leaf ${n}`);
}

/** Sizes around every border of a tile, up to a tile of level 2. */
const SIZES = [1, 2, 3, 255, 256, 257, 511, 512, 513, 767, 1000, 65_535, 65_536, 65_537, 65_800];

describe('TileTree', () => {
  it('has the root of RFC 6962 at every size up to 600, and across the border of level 2', () => {
    const [tree, range] = [new TileTree(), new CompactRange(sha256)];
    expect(tree.root()).toEqual(Buffer.from(range.root()));
    for (let n = 0; n < 65_800; n += 1) {
      tree.append(leaf(n));
      range.append(hashLeaf(sha256, leaf(n)));
      if (n < 600 || n > 65_500) expect(Buffer.compare(tree.root(), range.root())).toBe(0);
    }
  });

  it('gives the tiles of tlog-tiles and can be loaded from them at any size', async () => {
    const tree = new TileTree();
    const stored = new Map<string, Tile>();
    for (const size of SIZES) {
      while (tree.size < size) tree.append(leaf(tree.size));
      for (const tile of tree.takeTiles()) stored.set(`${tile.level}/${tile.n}`, tile);
      const widths = [...stored].map(([key, { hashes }]) => `${key} ${hashes.length / 32}`);
      const expected = tilesBetween(0, size).map(({ level, index, width }) => `${level}/${index} ${width}`);
      expect(widths.toSorted()).toEqual(expected.toSorted());
      const loaded = await TileTree.load(size, async (level, n) => stored.get(`${level}/${n}`)?.hashes);
      expect(loaded?.root()).toEqual(tree.root());
      loaded?.append(leaf(size));
      expect(loaded?.size).toBe(size + 1);
    }
  });

  it('cannot be loaded where a tile is missing', async () => {
    expect(await TileTree.load(3, async () => undefined)).toBeUndefined();
  });
});
