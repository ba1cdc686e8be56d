import { createHash } from 'node:crypto';

const WIDTH = 256;
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** A tile of hashes (C2SP tlog-tiles), full or partial. */
export interface Tile {
  readonly level: number;
  readonly n: number;
  readonly hashes: Uint8Array;
}

/** Reads the hashes of a tile, at least `width` of them; undefined where there are fewer. */
export type TileSource = (level: number, n: number, width: number) => Promise<Uint8Array | undefined>;

/**
 * The signer's own tree: RFC 6962 over the right edge of tiles, written apart from the code that builds the log, so that
 * one mistake cannot make both agree.
 */
export class TileTree {
  #size = 0;
  /** By level, the hashes of the tile that is not yet full. */
  readonly #edge: Uint8Array[][] = [];
  #full: Tile[] = [];

  get size(): number {
    return this.#size;
  }

  /** The tree of a stored log of this size, from its tiles. @returns undefined if one is missing. */
  static async load(size: number, read: TileSource): Promise<TileTree | undefined> {
    const tree = new TileTree();
    for (let level = 0, hashes = size; hashes > 0; level += 1, hashes = Math.floor(hashes / WIDTH)) {
      const width = hashes % WIDTH;
      const tile = width === 0 ? new Uint8Array() : await read(level, Math.floor(hashes / WIDTH), width);
      if (tile === undefined) return undefined;
      tree.#edge[level] = Array.from({ length: width }, (_, at) => tile.slice(at * 32, (at + 1) * 32));
    }
    tree.#size = size;
    return tree;
  }

  /** Appends a leaf, given its bytes. */
  append(leaf: Uint8Array): void {
    this.#size += 1;
    let hash: Uint8Array = createHash('sha256').update(LEAF).update(leaf).digest();
    for (let level = 0; ; level += 1) {
      const open = (this.#edge[level] ??= []);
      open.push(hash);
      if (open.length < WIDTH) return;
      this.#full.push({ level, n: this.#tileNumber(level) - 1, hashes: Buffer.concat(open) });
      hash = merge(open);
      this.#edge[level] = [];
    }
  }

  /** Merkle tree hash of all leaves. */
  root(): Uint8Array {
    let right: Uint8Array | undefined;
    for (const open of this.#edge) {
      const row = right === undefined ? open : [...open, right];
      if (row.length > 0) right = merge(row);
    }
    return right ?? createHash('sha256').digest();
  }

  /** Tiles that are new or wider than when they were last taken; the partial ones come each time. */
  takeTiles(): Tile[] {
    const partial = this.#edge
      .map((open, level) => ({ level, n: this.#tileNumber(level), hashes: Buffer.concat(open) }))
      .filter(({ hashes }) => hashes.length > 0);
    const tiles = [...this.#full, ...partial];
    this.#full = [];
    return tiles;
  }

  /** Number of the first tile of a level that is not full. */
  #tileNumber(level: number): number {
    return Math.floor(this.#size / WIDTH ** (level + 1));
  }
}

/** RFC 6962 section 2.1 over hashes, of which the last may be the root of an incomplete subtree. */
function merge(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < row.length; at += 2) {
      const [left, right] = [row[at], row[at + 1]];
      if (left === undefined) break;
      above.push(right === undefined ? left : createHash('sha256').update(NODE).update(left).update(right).digest());
    }
    row = above;
  }
  const [root] = row;
  if (root === undefined) throw new TypeError('nothing to merge');
  return root;
}
