import type { LogStore } from '@simpul/store';
import { HASH_BYTES, hashLeaf, hashPerfectTree, TILE_WIDTH } from '@simpul/tlog';
import { coveredWidth } from '../domain/log-file.ts';
import { sha256 } from '../domain/sha256.ts';
import { readEntries } from './read-leaves.ts';

interface Place {
  readonly level: number;
  readonly n: number;
}

/**
 * Reads a tile. One that is missing or cut short, though a checkpoint covers it, is made again: from the leaves, or from the
 * tiles of the level below. @returns undefined where the log has none
 * @throws SimpulError `AUDIT.INTEGRITY` if that from which it is made is missing as well
 */
export async function readTile(store: LogStore, { level, n }: Place): Promise<Uint8Array | undefined> {
  const stored = await store.tile(level, n);
  if (stored?.length === TILE_WIDTH * HASH_BYTES) return stored;
  const width = coveredWidth((await store.checkpoint())?.size ?? 0, { level, index: n });
  if (width === 0 || (stored !== undefined && stored.length >= width * HASH_BYTES)) return stored;
  return level === 0 ? ofLeaves(store, n, width) : ofTiles(store, { level, n }, width);
}

async function ofLeaves(store: LogStore, n: number, width: number): Promise<Uint8Array> {
  const leaves = await readEntries(store, n * TILE_WIDTH, width);
  return Buffer.concat(leaves.map((leaf) => hashLeaf(sha256, leaf)));
}

async function ofTiles(store: LogStore, { level, n }: Place, width: number): Promise<Uint8Array> {
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < width; at += 1) {
    const below = await readTile(store, { level: level - 1, n: n * TILE_WIDTH + at });
    hashes.push(hashPerfectTree(sha256, below ?? new Uint8Array()));
  }
  return Buffer.concat(hashes);
}
