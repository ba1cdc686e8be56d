import { hash } from 'node:crypto';

const NODE_PREFIX = Uint8Array.of(1);
/** Hashes of a full tile (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

/**
 * A tile that is not yet full, with the roots of the perfect subtrees within it: each is computed once, so that neither an
 * append nor a root costs more the fuller the tile is.
 */
export class OpenTile {
  /** By height above the tile's own hashes. */
  readonly #rows: Uint8Array[][] = [[]];

  get width(): number {
    return this.#rows[0]?.length ?? 0;
  }

  /** The tile's own hashes, one behind the other. */
  get hashes(): Uint8Array {
    return Buffer.concat(this.#rows[0] ?? []);
  }

  push(leaf: Uint8Array): void {
    let added = leaf;
    for (let height = 0; ; height += 1) {
      const row = (this.#rows[height] ??= []);
      row.push(added);
      const left = row.at(-2);
      if (row.length % 2 === 1 || left === undefined) return;
      added = hashPair(left, added);
    }
  }

  /**
   * RFC 6962 section 2.1 over the tile's hashes and, behind them, the root of what lies to their right.
   * @returns undefined when there is neither
   */
  root(right: Uint8Array | undefined): Uint8Array | undefined {
    let root = right;
    for (const row of this.#rows) {
      const last = row.length % 2 === 1 ? row.at(-1) : undefined;
      if (last !== undefined) root = root === undefined ? last : hashPair(last, root);
    }
    return root;
  }
}

function hashPair(left: Uint8Array, right: Uint8Array): Uint8Array {
  return hash('sha256', Buffer.concat([NODE_PREFIX, left, right]), 'buffer');
}
