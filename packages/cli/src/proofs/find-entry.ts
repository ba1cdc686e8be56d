import { decodeText, TILE_WIDTH } from '@simpul/tlog';
import { readBundle } from '../verification/bundle.ts';
import type { OpenLog } from './open-log.ts';

/** How far the clock that made an id may be ahead of the log's, ms. */
const CLOCK_SKEW_MS = 600_000;
const TIME_DIGITS = 12;

/**
 * Number of the entry with an id, found in the log itself. An id begins with its time (UUIDv7, RFC 9562 section 5.7) and entries are
 * in the order of time, so the search begins shortly before; what is earlier is looked through last.
 *
 * @returns undefined where the log has none
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED` for entries that are not those of the tree
 */
export async function findEntry(log: OpenLog, id: string): Promise<number | undefined> {
  const count = Math.ceil(log.checkpoint.size / TILE_WIDTH);
  const since = Number.parseInt(id.replaceAll('-', '').slice(0, TIME_DIGITS), 16) - CLOCK_SKEW_MS;
  const start = await firstBundleSince(log, since, count);
  for (let index = start; index < count; index += 1) {
    const place = await placeIn(log, index, id);
    if (place !== undefined) return place;
  }
  for (let index = start - 1; index >= 0; index -= 1) {
    const place = await placeIn(log, index, id);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** The last bundle whose first entry is older, or the first of all. */
async function firstBundleSince(log: OpenLog, since: number, count: number): Promise<number> {
  let low = 0;
  let high = count;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const [first] = (await bundleOf(log, middle)).entries;
    const at = first === undefined ? undefined : readLeaf(first)?.['at'];
    if (typeof at === 'number' && at >= since) high = middle;
    else low = middle;
  }
  return low;
}

async function placeIn(log: OpenLog, index: number, id: string): Promise<number | undefined> {
  const { first, entries } = await bundleOf(log, index);
  const quoted = `"${id}"`;
  const place = entries.findIndex((entry) => Buffer.from(entry).includes(quoted) && readLeaf(entry)?.['id'] === id);
  return place === -1 ? undefined : first + place;
}

function bundleOf({ source, tiles, checkpoint }: OpenLog, index: number): ReturnType<typeof readBundle> {
  return readBundle(source, { tiles, size: checkpoint.size, index });
}

function readLeaf(entry: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(decodeText(entry)) as Record<string, unknown>;
  } catch {
    // A log of others may hold anything; what is no JSON has no id.
    return undefined;
  }
}
