import type { LogBatch, LogCheckpoint, LogStore } from '@simpul/store';
import {
  CompactRange,
  createTileReader,
  emptyRoot,
  equalBytes,
  parseCheckpointBody,
  parseNote,
  readCompactRange,
  TlogError,
} from '@simpul/tlog';
import { type LostLeaves, readNext } from '../completeness/read-batches.ts';
import { sha256 } from '../domain/sha256.ts';
import { checkBatch } from './batch-check.ts';
import { joinPlaces, type Place } from './place.ts';
import { TileCheck } from './tile-check.ts';

/** What a scrub reads of a log. */
export type ScrubStore = Pick<LogStore, 'tail' | 'batches' | 'gaps' | 'tile' | 'checkpoint' | 'locate'>;

/** What one step of a walk came to. */
export interface WalkStep {
  readonly places: readonly Place[];
  /** The end of the log was reached. */
  readonly isDone: boolean;
}

/** One walk along a log, from its first leaf to its last, comparing all that is stored of it. */
export class LogWalk {
  readonly #store: ScrubStore;
  readonly #tiles: TileCheck;
  /** The tree up to here, as it should be. */
  #range = new CompactRange(sha256);
  /** The batches read so far fit each other, so that a root that differs is told once. */
  #fits = true;
  #position = 0;
  /** Root that the batch before claims. */
  #claimed: Uint8Array = emptyRoot(sha256);

  private constructor(store: ScrubStore) {
    this.#store = store;
    this.#tiles = new TileCheck(store);
  }

  /** Begins a walk. @param from where another walk got to; it begins anew where the tiles do not tell how to go on there */
  static async begin(store: ScrubStore, from = 0): Promise<LogWalk> {
    const walk = new LogWalk(store);
    const [batch] = from === 0 ? [] : (await readNext(store, from)).batches;
    if (batch?.first !== from) return walk;
    const range = await readRange(store, from);
    if (range === undefined || !equalBytes(range.root(), batch.prevRoot)) return walk;
    walk.#range = range;
    walk.#position = from;
    walk.#claimed = batch.prevRoot;
    await walk.#tiles.load(from);
    return walk;
  }

  /** Index of the next leaf. */
  get position(): number {
    return this.#position;
  }

  /** Reads and compares the next few batches. */
  async step(): Promise<WalkStep> {
    const checkpoint = await this.#store.checkpoint();
    const { batches, lost } = await readNext(this.#store, this.#position);
    const places: Place[] = [];
    for (const batch of batches) places.push(...(await this.#check(batch, checkpoint)));
    if (lost !== undefined) places.push(await this.#pass(lost));
    const isDone = batches.length === 0 && lost === undefined;
    if (isDone && checkpoint !== undefined && this.#position < checkpoint.size) {
      places.push({ first: this.#position, last: checkpoint.size - 1, detail: 'signed, but missing' });
    }
    return { places, isDone };
  }

  async #check(batch: LogBatch, checkpoint: LogCheckpoint | undefined): Promise<Place[]> {
    const { first, ids, prevRoot, root } = batch;
    const end = first + ids.length;
    const places: Place[] = [];
    const whole = (detail: string): void => void places.push({ first, last: end - 1, detail });
    if (!equalBytes(prevRoot, this.#claimed)) whole('their batch does not follow the one before it');
    if (!this.#fits) await this.#fit(batch);
    const tiles = await this.#tiles.hashes(first, ids.length);
    const size = checkpoint?.size ?? 0;
    const lacking = tiles.findIndex((hash, at) => hash === undefined && first + at < size);
    if (lacking !== -1) whole('the hash tiles lack hashes of them');
    const { places: found, hashes, isSound } = checkBatch({ batch, range: this.#range, tiles });
    // Behind a batch that does not fit, roots tell nothing until the tiles give the tree again.
    places.push(...(this.#fits ? found : found.filter(({ detail }) => !detail.includes('root that it claims'))));
    for (const [at, hash] of hashes.entries()) {
      this.#range.append(hash);
      places.push(...(await this.#tiles.take(first + at, hash, first + at < size)));
    }
    places.push(...(await this.#checkIds(batch, places)));
    this.#fits = isSound;
    this.#position = end;
    this.#claimed = root;
    if (isSound && checkpoint?.size === end && !equalBytes(signedRoot(checkpoint), this.#range.root())) {
      places.push({ first: 0, last: end - 1, detail: 'not the log that was signed' });
    }
    return places;
  }

  /**
   * Holds the ids by which the log knows what it has against the leaves: one that it lacks would be taken again. Of leaves
   * that are told of already nothing is said.
   */
  async #checkIds({ first, ids }: LogBatch, told: readonly Place[]): Promise<Place[]> {
    const known = await this.#store.locate(ids);
    const isTold = (index: number): boolean => told.some((place) => place.first <= index && index <= place.last);
    const lost = ids
      .map((id, at) => ({ id, index: first + at }))
      .filter(({ id, index }) => known.get(id) !== index && !isTold(index));
    return joinPlaces(lost.map(({ index }) => ({ first: index, last: index, detail: 'not found by id' })));
  }

  /** Goes on behind leaves that cannot be read. */
  async #pass({ first, end, why }: LostLeaves): Promise<Place> {
    for (const [at, hash] of (await this.#tiles.hashes(first, end - first)).entries()) {
      if (hash !== undefined) await this.#tiles.take(first + at, hash, false);
    }
    this.#position = end;
    this.#fits = false;
    const [next] = (await readNext(this.#store, end)).batches;
    if (next !== undefined) this.#claimed = next.prevRoot;
    return { first, last: end - 1, detail: `missing: ${why}` };
  }

  /** Takes the tree from the tiles, if it is the one on which the batch says it builds. */
  async #fit({ first, prevRoot }: LogBatch): Promise<void> {
    const range = await readRange(this.#store, first);
    if (range !== undefined) this.#range = range;
    this.#fits = range !== undefined && equalBytes(range.root(), prevRoot);
  }
}

/** The tree of the first leaves by the tiles; undefined where they do not hold it. */
async function readRange(store: ScrubStore, size: number): Promise<CompactRange | undefined> {
  const readTile = async (level: number, n: number, width: number): Promise<Uint8Array> =>
    ((await store.tile(level, n)) ?? new Uint8Array()).subarray(0, width * 32);
  try {
    return await readCompactRange(sha256, size, createTileReader({ hash: sha256, size, readTile }));
  } catch (error) {
    if (error instanceof TlogError) return undefined;
    throw error;
  }
}

/** @returns no hash where the note cannot be read: then it is not the root of anything */
function signedRoot({ note }: LogCheckpoint): Uint8Array {
  try {
    return parseCheckpointBody(parseNote(note).text).root;
  } catch (error) {
    if (error instanceof TlogError) return new Uint8Array();
    throw error;
  }
}
