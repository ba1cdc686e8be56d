import { TlogError } from '../tlog-error.ts';
import { TILE_WIDTH } from './tile-path.ts';

/** Most bytes of an entry: its length is a uint16. */
export const ENTRY_MAX_BYTES = 65_535;
const LENGTH_BYTES = 2;

/**
 * Bundle of 1 to 256 entries as C2SP tlog-tiles serves it: each is uint16 big-endian length || bytes.
 *
 * @throws TlogError `entry-bundle` for too many entries, none, or too long ones
 */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  assertCount(entries.length);
  let length = 0;
  for (const entry of entries) {
    if (entry.length > ENTRY_MAX_BYTES) throw new TlogError('entry-bundle', 'an entry is longer than 65,535 bytes');
    length += LENGTH_BYTES + entry.length;
  }
  const bundle = new Uint8Array(length);
  const view = new DataView(bundle.buffer);
  let at = 0;
  for (const entry of entries) {
    view.setUint16(at, entry.length);
    bundle.set(entry, at + LENGTH_BYTES);
    at += LENGTH_BYTES + entry.length;
  }
  return bundle;
}

/**
 * Entries of a bundle, as views of it.
 *
 * @throws TlogError `entry-bundle` when bytes are missing or left over, or the number of entries is not 1 to 256
 */
export function decodeEntryBundle(bundle: Uint8Array): Uint8Array[] {
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    if (at + LENGTH_BYTES > bundle.length) throw new TlogError('entry-bundle', 'a length is cut off');
    const start = at + LENGTH_BYTES;
    at = start + view.getUint16(at);
    if (at > bundle.length) throw new TlogError('entry-bundle', 'an entry is cut off');
    entries.push(bundle.subarray(start, at));
  }
  assertCount(entries.length);
  return entries;
}

function assertCount(count: number): void {
  if (count < 1 || count > TILE_WIDTH) throw new TlogError('entry-bundle', 'a bundle has 1 to 256 entries');
}
