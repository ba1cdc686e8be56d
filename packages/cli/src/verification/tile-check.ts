import { equalBytes, formatTilePath, HASH_BYTES, hashPerfectTree, TILE_WIDTH } from '@simpul/tlog';
import { failed } from './holds.ts';
import type { LogSource } from './log-source.ts';
import { sha256 } from './trusted-keys.ts';

/** Compares the tiles of a log with the hashes that its entries lead to. */
export interface TileCheck {
  /** Takes the hash of the next entry. @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED` */
  add(leafHash: Uint8Array): Promise<void>;
  /** Compares what is left, the partial tiles. @returns how many tiles there were */
  finish(): Promise<number>;
}

/** One row of tiles that is being filled. */
interface Row {
  index: number;
  hashes: Uint8Array[];
}

/** Holds at most one tile a level, whatever the size of the log. */
export function createTileCheck(source: LogSource): TileCheck {
  const rows: Row[] = [];
  let compared = 0;

  async function add(level: number, hash: Uint8Array): Promise<void> {
    const row = (rows[level] ??= { index: 0, hashes: [] });
    row.hashes.push(hash);
    if (row.hashes.length < TILE_WIDTH) return;
    const tile = await compare(level, row);
    rows[level] = { index: row.index + 1, hashes: [] };
    await add(level + 1, hashPerfectTree(sha256, tile));
  }

  async function compare(level: number, { index, hashes }: Row): Promise<Uint8Array> {
    const tile = Buffer.concat(hashes);
    const width = hashes.length;
    const path = formatTilePath({ level, index, width });
    const full = formatTilePath({ level, index, width: TILE_WIDTH });
    const stored = (await source.read(path)) ?? (await source.read(full));
    if (stored === undefined) throw failed(source.name, `${path} is missing`);
    const isWhole = stored.length === tile.length || stored.length === TILE_WIDTH * HASH_BYTES;
    if (!isWhole || !equalBytes(stored.subarray(0, tile.length), tile)) {
      throw failed(source.name, `${path} does not hold the hashes of the entries`);
    }
    for (const narrower of (await source.partialWidths(full)).filter((each) => each < width)) {
      const older = formatTilePath({ level, index, width: narrower });
      const content = await source.read(older);
      if (content !== undefined && !equalBytes(content, tile.subarray(0, narrower * HASH_BYTES))) {
        throw failed(source.name, `${older} does not hold the hashes of the entries`);
      }
    }
    compared += 1;
    return tile;
  }

  return {
    add: (leafHash) => add(0, leafHash),
    async finish() {
      for (const [level, row] of rows.entries()) if (row.hashes.length > 0) await compare(level, row);
      return compared;
    },
  };
}
