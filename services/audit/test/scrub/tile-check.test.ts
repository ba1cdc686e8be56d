import { describe, expect, it } from '@jest/globals';
import { hashLeaf } from '@simpul/tlog';
import { TileTree } from '../../src/domain/tile-tree.ts';
import { sha256 } from '../../src/domain/sha256.ts';
import type { Place } from '../../src/scrub/place.ts';
import { TileCheck } from '../../src/scrub/tile-check.ts';

/** More than fills one tile of level 1. */
const SIZE = 66_000;

const tree = new TileTree();
const hashes: Uint8Array[] = [];
for (let index = 0; index < SIZE; index += 1) {
  const leaf = Buffer.from(String(index));
  tree.append(leaf);
  hashes.push(Uint8Array.from(hashLeaf(sha256, leaf)));
}
const tiles = new Map(tree.takeTiles().map(({ level, n, hashes: tile }) => [`${level}/${n}`, Uint8Array.from(tile)]));
const storeOf = (changes: Readonly<Record<string, Uint8Array | undefined>> = {}) => ({
  tile: async (level: number, n: number) => ({ ...Object.fromEntries(tiles), ...changes })[`${level}/${n}`],
});

async function check(changes?: Parameters<typeof storeOf>[0], from = 0): Promise<Place[]> {
  const all = storeOf(changes);
  const kept = new Map<string, Uint8Array | undefined>();
  // Reads each tile once, so that the test does not copy all of them for each leaf.
  const tile = async (level: number, n: number): Promise<Uint8Array | undefined> => {
    const key = `${level}/${n}`;
    if (!kept.has(key)) kept.set(key, await all.tile(level, n));
    return kept.get(key);
  };
  const checking = new TileCheck({ tile });
  await checking.load(from);
  const places: Place[] = [];
  for (let index = from; index < SIZE; index += 1) {
    places.push(...(await checking.take(index, hashes[index] ?? new Uint8Array(), true)));
  }
  return places;
}

function changed(key: string, byte: number): Record<string, Uint8Array> {
  const tile = Uint8Array.from(tiles.get(key) ?? []);
  tile[byte] = (tile[byte] ?? 0) ^ 1;
  return { [key]: tile };
}

describe('tiles of all levels', () => {
  it('that are whole raise nothing, from the first leaf or from one in the middle', async () => {
    expect(await check()).toEqual([]);
    expect(await check({}, 65_300)).toEqual([]);
  });

  it('are told of where one differs, at its own level alone', async () => {
    expect(await check(changed('2/0', 5))).toEqual([
      { first: 0, last: 65_535, detail: 'the hash tile 2/0 does not hold their hash' },
    ]);
    expect(await check(changed('1/0', 3 * 32))).toEqual([
      { first: 768, last: 1023, detail: 'the hash tile 1/0 does not hold their hash' },
    ]);
  });

  it('are told of where one is missing', async () => {
    expect(await check({ '2/0': undefined })).toEqual([
      { first: 0, last: 65_535, detail: 'the hash tile 2/0 lacks their hash' },
    ]);
  });
});
