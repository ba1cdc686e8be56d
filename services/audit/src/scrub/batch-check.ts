import { LEAF_PREFIX, type LogBatch, SIDE_CAR_PREFIX, splitFrames } from '@simpul/store';
import { type CompactRange, equalBytes, hashLeaf } from '@simpul/tlog';
import { sha256 } from '../domain/sha256.ts';
import { joinPlaces, type Place } from './place.ts';

/** What is held against a stored batch. */
export interface BatchCheck {
  readonly batch: LogBatch;
  /** The tree before it. */
  readonly range: CompactRange;
  /** For each of its leaves, the hash that the hash tiles hold; undefined where no checkpoint covers it yet. */
  readonly tiles: readonly (Uint8Array | undefined)[];
}

/** What is wrong with it, and the hashes with which the tree goes on. */
export interface BatchVerdict {
  readonly places: readonly Place[];
  /** For each leaf its hash as it was signed, as far as that can be told. */
  readonly hashes: readonly Uint8Array[];
  /** Whether these hashes give the root that the batch claims. */
  readonly isSound: boolean;
}

const CHANGED = 'changed: not what the hash tiles and the root of the batch hold';

/**
 * Hashes the leaves of a batch anew and holds them against the hash tiles and the batch's root: where two of the three
 * agree, it is the third that was changed.
 */
export function checkBatch({ batch, range, tiles }: BatchCheck): BatchVerdict {
  const { first, ids, root } = batch;
  const leaves = split(batch);
  if (leaves === undefined || leaves.length !== ids.length) {
    const detail = 'their batch cannot be taken apart';
    const places = [{ first, last: first + ids.length - 1, detail }];
    const hashes = tiles.flatMap((hash) => hash ?? []);
    return { places, hashes, isSound: hashes.length === ids.length && equalBytes(rootOf(range, hashes), root) };
  }
  const computed = leaves.map((leaf) => hashLeaf(sha256, leaf));
  const kept = computed.map((hash, at) => tiles[at] ?? hash);
  const differing = computed.flatMap((hash, at) => (equalBytes(hash, kept[at] ?? hash) ? [] : [at]));
  const places: Place[] = [];
  const add = (at: number, detail: string): void => void places.push({ first: first + at, last: first + at, detail });
  const ofRoot = equalBytes(rootOf(range, computed), root) ? computed : kept;
  const isSound = ofRoot === computed || equalBytes(rootOf(range, kept), root);
  for (const at of differing) {
    if (ofRoot === computed) add(at, 'the hash tiles do not hold their hashes');
    else add(at, movedFrom(at, { computed, kept, first }) ?? (isSound ? CHANGED : 'leaf and hash tile differ'));
  }
  if (!isSound && differing.length === 0) {
    places.push({ first, last: first + ids.length - 1, detail: 'their batch does not have the root that it claims' });
  }
  for (const [at, leaf] of leaves.entries()) {
    const id = ids[at] ?? '';
    if (!differing.includes(at) && !Buffer.from(leaf).includes(`"id":"${id}"`)) add(at, 'stored under another id');
  }
  return { places: joinPlaces(places.toSorted((a, b) => a.first - b.first)), hashes: ofRoot, isSound };
}

/** Leaves of a batch; undefined where they, or its side-cars, cannot be told apart. */
function split({ bundle, sideCars, ids }: LogBatch): Uint8Array[] | undefined {
  try {
    if (splitFrames(sideCars, SIDE_CAR_PREFIX).length !== ids.length) return undefined;
    return splitFrames(bundle, LEAF_PREFIX);
  } catch {
    // Cut short: the verdict says so.
    return undefined;
  }
}

function rootOf(range: CompactRange, hashes: readonly Uint8Array[]): Uint8Array {
  const grown = range.clone();
  for (const hash of hashes) grown.append(hash);
  return grown.root();
}

function movedFrom(
  at: number,
  { computed, kept, first }: { computed: readonly Uint8Array[]; kept: readonly Uint8Array[]; first: number },
): string | undefined {
  const hash = computed[at];
  const from = hash === undefined ? -1 : kept.findIndex((each) => equalBytes(each, hash));
  return from === -1 ? undefined : `changed: in its place stands what was leaf ${first + from}`;
}
