import { isCount } from '../encoding/decimal.ts';
import { HASH_BYTES, type Hash, hashPerfectTree } from '../merkle/hashing.ts';
import type { HashAt } from '../merkle/perfect-subtrees.ts';
import { TlogError } from '../tlog-error.ts';
import { hashesAtLevel } from './tile-coordinates.ts';
import { TILE_WIDTH } from './tile-path.ts';

/** Levels of the tree in one tile: 2^8 = 256. */
const TILE_HEIGHT = 8;
/** A proof touches at most two tiles a level; this many are kept between reads. */
const KEPT_TILES = 32;

/** Reads a tile; may give the full tile where a partial one was asked for (C2SP tlog-tiles, partial tiles). */
export type ReadTile = (level: number, index: number, width: number) => Promise<Uint8Array>;

export interface TileReaderOptions {
  readonly hash: Hash;
  /** Size of the tree whose tiles are read: that of a checkpoint. */
  readonly size: number;
  readonly readTile: ReadTile;
}

/**
 * Hashes of perfect subtrees from the tiles of a log at one size. The tiles are not checked here: proofs and roots made of
 * them are.
 *
 * @returns a reader that throws TlogError `argument` for subtrees beyond the size, `tile` for tiles of a wrong length
 */
export function createTileReader({ hash, size, readTile }: TileReaderOptions): HashAt {
  const kept = new Map<string, Promise<Uint8Array>>();

  function tile(level: number, index: number, width: number): Promise<Uint8Array> {
    const key = `${level}/${index}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const [oldest] = kept.keys();
    if (kept.size >= KEPT_TILES && oldest !== undefined) kept.delete(oldest);
    const read = readTile(level, index, width);
    kept.set(key, read);
    // A failed read may succeed later; whoever asked gets the error from `read` itself.
    read.catch(() => kept.delete(key));
    return read;
  }

  return async function hashAt(level, index) {
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const count = 2 ** (level % TILE_HEIGHT);
    const first = index * count;
    const available = hashesAtLevel(size, tileLevel);
    if (!isCount(level) || !isCount(index) || !isCount(first) || first + count > available)
      throw new TlogError('argument', 'the subtree is not in a tree of this size');
    const tileIndex = Math.floor(first / TILE_WIDTH);
    const width = Math.min(TILE_WIDTH, available - tileIndex * TILE_WIDTH);
    const bytes = await tile(tileLevel, tileIndex, width);
    if (bytes.length !== width * HASH_BYTES && bytes.length !== TILE_WIDTH * HASH_BYTES)
      throw new TlogError('tile', `a tile has ${bytes.length} bytes instead of ${width * HASH_BYTES}`);
    const offset = (first % TILE_WIDTH) * HASH_BYTES;
    return hashPerfectTree(hash, bytes.subarray(offset, offset + count * HASH_BYTES));
  };
}
