import {
  createTileReader,
  equalBytes,
  formatTilePath,
  HASH_BYTES,
  type HashAt,
  hashPerfectTree,
  readCompactRange,
  TILE_WIDTH,
} from '@simpul/tlog';
import { failed, holds } from './holds.ts';
import type { LogSource } from './log-source.ts';
import { sha256 } from './trusted-keys.ts';

/** A proof walks up a few levels; neighbours share what is above them. */
const KEPT_TILES = 64;

/** Tiles of hashes, each led down from a signed root before anybody sees it. */
export interface VerifiedTiles {
  /**
   * The hashes of one tile, as many as the tree has.
   *
   * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED` that names the tile that is missing or wrong
   */
  tile(level: number, index: number): Promise<Uint8Array>;
  /** Hashes of perfect subtrees, for proofs. */
  readonly hashAt: HashAt;
}

/** A tree by its size and root. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Hashes that a tree of a size has in a tile. */
export function tileWidth(size: number, level: number, index: number): number {
  return Math.min(TILE_WIDTH, hashesAt(size, level) - index * TILE_WIDTH);
}

/** Hashes that a tree of a size has at a level of tiles. */
export function hashesAt(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/**
 * Opens the tiles of a tree: its right edge must lead to the root. Full tiles are checked against the tile above them.
 *
 * @param sources where to look, the next where one has nothing or something that is wrong
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED`
 */
export async function openVerifiedTiles(
  what: string,
  sources: readonly Pick<LogSource, 'read'>[],
  { size, root }: TreeHead,
): Promise<VerifiedTiles> {
  const kept = new Map<string, Promise<Uint8Array>>();
  const edge = await findEdge(what, sources, { size, root });

  async function tile(level: number, index: number): Promise<Uint8Array> {
    const partial = tileWidth(size, level, index) < TILE_WIDTH ? edge.get(level) : undefined;
    if (partial !== undefined) return partial;
    if (level === 0) return readFull(level, index);
    const key = `${level}/${index}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const [oldest] = kept.keys();
    if (kept.size >= KEPT_TILES && oldest !== undefined) kept.delete(oldest);
    const reading = readFull(level, index);
    kept.set(key, reading);
    // A failed read may succeed later; whoever asked gets the error from `reading` itself.
    reading.catch(() => kept.delete(key));
    return reading;
  }

  async function readFull(level: number, index: number): Promise<Uint8Array> {
    const above = await tile(level + 1, Math.floor(index / TILE_WIDTH));
    const offset = (index % TILE_WIDTH) * HASH_BYTES;
    const wanted = above.subarray(offset, offset + HASH_BYTES);
    const path = formatTilePath({ level, index, width: TILE_WIDTH });
    let found = false;
    for (const source of sources) {
      const bytes = await source.read(path);
      if (bytes === undefined) continue;
      found = true;
      const isWhole = bytes.length === TILE_WIDTH * HASH_BYTES;
      if (isWhole && equalBytes(hashPerfectTree(sha256, bytes), wanted)) return bytes;
    }
    throw failed(what, found ? `${path} does not lead to the signed root` : `${path} is missing`);
  }

  const readTile = async (level: number, index: number): Promise<Uint8Array> => tile(level, index);
  return { tile, hashAt: createTileReader({ hash: sha256, size, readTile }) };
}

/** The partial tiles, at most one a level, from the first source whose own lead to the root. */
async function findEdge(
  what: string,
  sources: readonly Pick<LogSource, 'read'>[],
  head: TreeHead,
): Promise<ReadonlyMap<number, Uint8Array>> {
  let failure: unknown;
  for (const source of sources) {
    try {
      return await readEdge(what, source, head);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function readEdge(
  what: string,
  source: Pick<LogSource, 'read'>,
  { size, root }: TreeHead,
): Promise<ReadonlyMap<number, Uint8Array>> {
  const edge = new Map<number, Uint8Array>();
  for (let level = 0; hashesAt(size, level) > 0; level += 1) {
    const index = Math.floor(hashesAt(size, level) / TILE_WIDTH);
    const width = tileWidth(size, level, index);
    if (width > 0) edge.set(level, await readPartial(what, source, { level, index, width }));
  }
  const readTile = (level: number): Promise<Uint8Array> => Promise.resolve(edge.get(level) ?? new Uint8Array(0));
  const hashAt = createTileReader({ hash: sha256, size, readTile });
  const range = await holds(what, () => readCompactRange(sha256, size, hashAt));
  if (!equalBytes(range.root(), root)) throw failed(what, 'the tiles at its right edge do not lead to the signed root');
  return edge;
}

interface PartialTile {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** A log may drop a partial tile once the full one exists (C2SP tlog-tiles, partial tiles). */
async function readPartial(what: string, source: Pick<LogSource, 'read'>, id: PartialTile): Promise<Uint8Array> {
  const path = formatTilePath(id);
  const bytes = (await source.read(path)) ?? (await source.read(formatTilePath({ ...id, width: TILE_WIDTH })));
  if (bytes === undefined) throw failed(what, `${path} is missing`);
  const wanted = id.width * HASH_BYTES;
  if (bytes.length !== wanted && bytes.length !== TILE_WIDTH * HASH_BYTES) {
    throw failed(what, `${path} has ${bytes.length} bytes instead of ${wanted}`);
  }
  return bytes.subarray(0, wanted);
}
