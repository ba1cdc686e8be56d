import { isCount } from '../encoding/decimal.ts';
import { TlogError } from '../tlog-error.ts';
import { TILE_WIDTH } from './tile-path.ts';

/** A tile of hashes. */
export interface HashTileId {
  readonly level: number;
  readonly index: number;
  /** 1 to 256. */
  readonly width: number;
}

/** Hashes that a tree of a size has at a tile level: floor(size / 256^level). */
export function hashesAtLevel(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/**
 * Tiles that a log must write when it grows, lowest level first and left to right; all tiles of the log where it grows from 0.
 * Entry bundles have the coordinates of level 0.
 *
 * @throws TlogError `argument` unless oldSize <= newSize < 2^53
 */
export function tilesBetween(oldSize: number, newSize: number): HashTileId[] {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize)
    throw new TlogError('argument', 'a log does not shrink');
  const tiles: HashTileId[] = [];
  for (let level = 0; hashesAtLevel(newSize, level) > hashesAtLevel(oldSize, level); level += 1) {
    const count = hashesAtLevel(newSize, level);
    const first = Math.floor(hashesAtLevel(oldSize, level) / TILE_WIDTH);
    for (let index = first; index * TILE_WIDTH < count; index += 1)
      tiles.push({ level, index, width: Math.min(TILE_WIDTH, count - index * TILE_WIDTH) });
  }
  return tiles;
}
