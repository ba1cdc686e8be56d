import { parseTilePath, TILE_WIDTH, TlogError, type TileId } from '@simpul/tlog';

/** Files that say how large the log is: the published checkpoint, and the newest signed one. */
const CHECKPOINTS = ['checkpoint', 'checkpoint.unwitnessed'] as const;

/** A file of a log, as a path names it. */
export type LogFile = (typeof CHECKPOINTS)[number] | TileId;

/** Reads a path below a log's prefix, strictly. @returns undefined where no log has such a file. */
export function parseLogFile(path: string): LogFile | undefined {
  const checkpoint = CHECKPOINTS.find((name) => name === path);
  if (checkpoint !== undefined) return checkpoint;
  try {
    return parseTilePath(path);
  } catch (error) {
    if (error instanceof TlogError) return undefined;
    throw error;
  }
}

/** Hashes of a tile, or entries of a bundle, that a tree of `size` leaves fills: 0 to 256. */
export function coveredWidth(size: number, { level, index }: Pick<TileId, 'level' | 'index'>): number {
  const count = level === 'entries' ? size : Math.floor(size / TILE_WIDTH ** level);
  return Math.min(TILE_WIDTH, Math.max(0, count - index * TILE_WIDTH));
}
