import { hash } from 'node:crypto';
import { OpenTile, TILE_WIDTH as WIDTH } from './open-tile.ts';

const LEAF_PREFIX = Uint8Array.of(0);
const EMPTY = new Uint8Array();

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
  /** By level, the tile that is not yet full. */
  readonly #edge: OpenTile[] = [];
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
      const open = (tree.#edge[level] = new OpenTile());
      for (let at = 0; at < width; at += 1) open.push(tile.slice(at * 32, (at + 1) * 32));
    }
    tree.#size = size;
    return tree;
  }

  /** Appends a leaf, given its bytes. */
  append(leaf: Uint8Array): void {
    this.#size += 1;
    let added: Uint8Array = hash('sha256', Buffer.concat([LEAF_PREFIX, leaf]), 'buffer');
    for (let level = 0; ; level += 1) {
      const open = (this.#edge[level] ??= new OpenTile());
      open.push(added);
      if (open.width < WIDTH) return;
      this.#full.push({ level, n: this.#tileNumber(level) - 1, hashes: open.hashes });
      added = open.root(undefined) ?? added;
      this.#edge[level] = new OpenTile();
    }
  }

  /** Merkle tree hash of all leaves. */
  root(): Uint8Array {
    let right: Uint8Array | undefined;
    for (const open of this.#edge) right = open.root(right);
    return right ?? hash('sha256', EMPTY, 'buffer');
  }

  /** Tiles that are new or wider than when they were last taken; the partial ones come each time. */
  takeTiles(): Tile[] {
    const partial = this.#edge
      .map((open, level) => ({ level, n: this.#tileNumber(level), hashes: open.hashes }))
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
