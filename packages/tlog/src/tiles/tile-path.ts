import { isCount, parseDecimal } from '../encoding/decimal.ts';
import { TlogError } from '../tlog-error.ts';

/** Hashes of a full tile, entries of a full bundle. */
export const TILE_WIDTH = 256;
const MAX_LEVEL = 63;
const PATH = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/;

/** One tile or entry bundle. */
export interface TileId {
  /** Level of hashes, 0 to 63, or `entries` for a bundle. */
  readonly level: number | 'entries';
  /** Number of the tile within its level. */
  readonly index: number;
  /** 1 to 256; 256 is a full tile. */
  readonly width: number;
}

/**
 * Path of a tile below the log's prefix, as C2SP tlog-tiles writes it: `tile/0/x001/x234/067.p/8`.
 *
 * @throws TlogError `tile-path` for numbers that no tile has
 */
export function formatTilePath({ level, index, width }: TileId): string {
  const levelOk = level === 'entries' || (isCount(level) && level <= MAX_LEVEL);
  if (!levelOk || !isCount(index) || !isCount(width) || width < 1 || width > TILE_WIDTH)
    throw new TlogError('tile-path', 'level, index or width out of range');
  let path = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/**
 * Reads a path that {@link formatTilePath} could have written, and no other.
 *
 * @throws TlogError `tile-path`
 */
export function parseTilePath(path: string): TileId {
  const [, levelText = '', indexText = '', widthText] = PATH.exec(path) ?? [];
  const level = levelText === 'entries' ? levelText : parseDecimal(levelText);
  if (level === undefined) throw new TlogError('tile-path', 'not the path of a tile');
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText);
  const id: TileId = { level, index: Number(indexText.replaceAll(/[x/]/g, '')), width };
  if (formatTilePath(id) !== path) throw new TlogError('tile-path', 'not the one path of this tile');
  return id;
}
