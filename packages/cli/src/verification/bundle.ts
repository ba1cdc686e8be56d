import {
  decodeEntryBundle,
  encodeEntryBundle,
  equalBytes,
  formatTilePath,
  HASH_BYTES,
  hashLeaf,
  TILE_WIDTH,
} from '@simpul/tlog';
import { failed, holds } from './holds.ts';
import type { LogSource } from './log-source.ts';
import { sha256 } from './trusted-keys.ts';
import { tileWidth, type VerifiedTiles } from './verified-tiles.ts';

/** Entries that are those of the tree. */
export interface Bundle {
  /** Number of the first entry. */
  readonly first: number;
  readonly entries: readonly Uint8Array[];
  /** Hashes of the entries: the tile beside the bundle. */
  readonly tile: Uint8Array;
  /** The bundle as C2SP tlog-tiles serves it at this size. */
  readonly bytes: Uint8Array;
}

export interface BundleOptions {
  readonly tiles: VerifiedTiles;
  readonly size: number;
  readonly index: number;
}

/**
 * Reads a bundle, and holds every entry to its hash in the verified tile.
 *
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED` that names the entry
 */
export async function readBundle(source: LogSource, { tiles, size, index }: BundleOptions): Promise<Bundle> {
  const width = tileWidth(size, 0, index);
  const tile = await tiles.tile(0, index);
  const { path, bytes } = await readEntries(source, index, width);
  const all = await holds(`${source.name}, ${path}`, () => decodeEntryBundle(bytes));
  if (all.length !== width && all.length !== TILE_WIDTH) {
    throw failed(source.name, `${path} has ${all.length} entries instead of ${width}`);
  }
  const entries = all.slice(0, width);
  const first = index * TILE_WIDTH;
  for (const [place, entry] of entries.entries()) {
    const wanted = tile.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES);
    if (equalBytes(hashLeaf(sha256, entry), wanted)) continue;
    throw failed(source.name, `entry ${first + place} in ${path} is not the one that the tree was built with`);
  }
  return { first, entries, tile, bytes: all.length === width ? bytes : encodeEntryBundle(entries) };
}

/** Of the full bundle where the partial one is gone. */
async function readEntries(
  source: LogSource,
  index: number,
  width: number,
): Promise<{ readonly path: string; readonly bytes: Uint8Array }> {
  const paths = new Set([width, TILE_WIDTH].map((each) => formatTilePath({ level: 'entries', index, width: each })));
  for (const path of paths) {
    const bytes = await source.read(path);
    if (bytes !== undefined) return { path, bytes };
  }
  throw failed(source.name, `${[...paths][0]} is missing`);
}
