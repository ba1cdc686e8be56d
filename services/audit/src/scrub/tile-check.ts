import type { LogStore } from '@simpul/store';
import { HASH_BYTES, hashPerfectTree, TILE_WIDTH } from '@simpul/tlog';
import { sha256 } from '../domain/sha256.ts';
import type { Place } from './place.ts';

const TILE_BYTES = TILE_WIDTH * HASH_BYTES;

/** Holds the hash tiles of one log against each other, from the leaves upwards. */
export class TileCheck {
  readonly #store: Pick<LogStore, 'tile'>;
  /** By level, the hashes of the tile that is not yet full, as they should be. */
  readonly #open: Uint8Array[] = [];

  constructor(store: Pick<LogStore, 'tile'>) {
    this.#store = store;
  }

  /** Begins at a leaf in the middle of the log, with what the tiles hold of those before it. */
  async load(position: number): Promise<void> {
    for (let level = 0, count = position; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH)) {
      const tile = await this.#store.tile(level, Math.floor(count / TILE_WIDTH));
      const open = new Uint8Array(TILE_BYTES);
      open.set((tile ?? new Uint8Array()).subarray(0, (count % TILE_WIDTH) * HASH_BYTES));
      this.#open[level] = open;
    }
  }

  /** Hashes of leaves by the tiles; undefined where they have none. */
  async hashes(first: number, count: number): Promise<(Uint8Array | undefined)[]> {
    const hashes: (Uint8Array | undefined)[] = [];
    let read = { n: -1, tile: new Uint8Array() as Uint8Array | undefined };
    for (let index = first; index < first + count; index += 1) {
      const n = Math.floor(index / TILE_WIDTH);
      if (read.n !== n) read = { n, tile: await this.#store.tile(0, n) };
      hashes.push(hashAt(read.tile, index % TILE_WIDTH));
    }
    return hashes;
  }

  /**
   * Takes the next leaf's hash, as it should be, and compares every tile entry that it completes.
   * @param covered whether a checkpoint covers the leaf, so that the tiles must hold what is compared
   */
  async take(index: number, hash: Uint8Array, covered: boolean): Promise<Place[]> {
    const places: Place[] = [];
    let entry = index;
    let right = hash;
    for (let level = 0; ; level += 1) {
      const n = Math.floor(entry / TILE_WIDTH);
      if (covered && level > 0) {
        const stored = hashAt(await this.#store.tile(level, n), entry % TILE_WIDTH);
        if (stored === undefined || Buffer.compare(stored, right) !== 0) {
          const width = TILE_WIDTH ** level;
          const what = stored === undefined ? 'lacks' : 'does not hold';
          const detail = `the hash tile ${level}/${n} ${what} their hash`;
          places.push({ first: entry * width, last: (entry + 1) * width - 1, detail });
        }
      }
      const open = (this.#open[level] ??= new Uint8Array(TILE_BYTES));
      open.set(right, (entry % TILE_WIDTH) * HASH_BYTES);
      if (entry % TILE_WIDTH !== TILE_WIDTH - 1) return places;
      right = hashPerfectTree(sha256, open);
      entry = n;
    }
  }
}

function hashAt(tile: Uint8Array | undefined, position: number): Uint8Array | undefined {
  const hash = tile?.subarray(position * HASH_BYTES, (position + 1) * HASH_BYTES);
  return hash?.length === HASH_BYTES ? hash : undefined;
}
