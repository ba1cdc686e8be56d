import { Binary } from 'mongodb';
import { checkBatch } from '../check-batch.ts';
import { LEAF_PREFIX, SIDE_CAR_PREFIX, splitFrames } from '../frames.ts';
import type { LogBatch, LogEntry, LogGap, LogSeal, LogSuccessor, LogTail } from '../log-store.ts';
import type { LogDatabase } from './log-database.ts';
import { isDuplicate } from './mongo-error.ts';

/** Most batches read at once for `entries`. */
const BATCHES_PER_READ = 16;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A batch as the server keeps it. Its side-cars stand beside it, so that they can be erased without a change of the batch. */
interface StoredBatch {
  /** Index of the first leaf: no two batches begin at the same place. */
  readonly _id: number;
  readonly n: number;
  readonly at: number;
  readonly ids: readonly string[];
  /** The greatest id in the form of a UUID. */
  readonly greatest?: string;
  readonly bundle: Binary;
  readonly sideCars: Binary;
  readonly prevRoot: Binary;
  readonly root: Binary;
  readonly writer: string;
}

/** What stands at the end of a sealed log: it takes the place of the next batch. */
interface StoredSeal extends Pick<StoredBatch, '_id' | 'at' | 'root' | 'writer'> {
  readonly n: 0;
  readonly next: LogSuccessor;
}

/** What has a place in the chain, and what only a batch or only a seal has. */
type StoredLink = Omit<StoredBatch, 'n'> & { readonly n: number } & Partial<Pick<StoredSeal, 'next'>>;

/**
 * The chain of batches: one document each, so that one is there as a whole or not at all.
 *
 * Why the unique `_id` makes one chain, whatever several writers believe. A link (batch or seal) is only ever inserted with an
 * `_id` that its writer knows as the end of a stored link, or 0: it read that link, or stored it and had it acknowledged
 * (`#isEnd`). Links never change and never go, so an end stays one. Let the links be a chain so far: each but the first begins
 * where another ends, no two at the same place. The next one to be inserted begins at an end E. If E is not the end of the
 * chain, a link that begins at E is there, and the insert fails; if it is, the chain is longer by one link. So an `_id` in the
 * middle of a batch never gets in, and no look at the log's end is needed before an insert whose writer knows its place. Only one
 * link ends at E, so its root there is the one root that `prevRoot` can name. What a lost command does when it arrives late is
 * the same insert, to which all this applies.
 */
export class LogChain {
  readonly #database: LogDatabase;
  /** The farthest end of a link that was read or stored here. */
  #end: Pick<LogTail, 'size' | 'root'> = { size: 0, root: new Uint8Array() };

  constructor(database: LogDatabase) {
    this.#database = database;
  }

  async append(batch: LogBatch): Promise<'stored' | 'conflict'> {
    checkBatch(batch);
    return (await this.#insert(toStored(batch), batch.prevRoot)) ? 'stored' : 'conflict';
  }

  async seal({ size, root, at, writer, successor }: LogSeal): Promise<'sealed' | 'conflict'> {
    const stored: StoredSeal = { _id: size, n: 0, at, root: new Binary(root), writer, next: successor };
    return (await this.#insert(stored, root)) ? 'sealed' : 'conflict';
  }

  async tail(): Promise<LogTail | undefined> {
    const last = await this.#database.on<StoredLink, StoredLink | null>('batches', (links) =>
      links.findOne({}, { sort: { _id: -1 }, projection: { n: 1, root: 1, at: 1, next: 1 } }),
    );
    if (last === null) return undefined;
    const { at, next } = last;
    const tail = { ...this.#see(last), at };
    return next === undefined ? tail : { ...tail, successor: next };
  }

  async batches(from: number, limit: number): Promise<LogBatch[]> {
    const found = await this.#read(from, Infinity, limit);
    return found.map((batch) => fromStored(batch));
  }

  async gaps(): Promise<LogGap[]> {
    return this.#database.on<StoredBatch, LogGap[]>(
      'batches',
      async (batches) => {
        const gaps: LogGap[] = [];
        let end = 0;
        const bare = { n: 1, lacking: { $eq: [{ $type: '$sideCars' }, 'missing'] } };
        const all = batches.aggregate<{ _id: number; n: number; lacking: boolean }>([
          { $match: { n: { $gt: 0 } } },
          { $sort: { _id: 1 } },
          { $project: bare },
        ]);
        for await (const { _id, n, lacking } of all) {
          if (_id > end) gaps.push({ first: end, end: _id });
          if (lacking) gaps.push({ first: _id, end: _id + n });
          end = _id + n;
        }
        return gaps;
      },
      { isLong: true },
    );
  }

  async locate(ids: readonly string[]): Promise<Map<string, number>> {
    const wanted = new Set(ids);
    const found = await this.#database.on<StoredBatch, StoredBatch[]>('batches', (batches) =>
      batches.find({ ids: { $in: [...wanted] } }, { projection: { ids: 1 } }).toArray(),
    );
    const places = new Map<string, number>();
    for (const { _id, ids: held } of found) {
      for (const [place, id] of held.entries()) if (wanted.has(id)) places.set(id, _id + place);
    }
    return places;
  }

  async greatestId(): Promise<string | undefined> {
    const found = await this.#database.on<StoredBatch, StoredBatch | null>('batches', (batches) =>
      batches.findOne({ greatest: { $exists: true } }, { sort: { greatest: -1 }, projection: { greatest: 1 } }),
    );
    return found?.greatest;
  }

  async entry(index: number): Promise<LogEntry | undefined> {
    const [batch] = await this.batches(index, 1);
    if (batch === undefined) return undefined;
    const leaf = splitFrames(batch.bundle, LEAF_PREFIX)[index - batch.first];
    const sideCar = splitFrames(batch.sideCars, SIDE_CAR_PREFIX)[index - batch.first];
    return leaf === undefined || sideCar === undefined ? undefined : { leaf, sideCar };
  }

  async entries(first: number, count: number): Promise<Uint8Array[]> {
    const leaves: Uint8Array[] = [];
    while (leaves.length < count) {
      const found = await this.#read(first + leaves.length, first + count, BATCHES_PER_READ);
      if (found.length === 0) break;
      for (const { _id, bundle } of found) {
        const start = first + leaves.length - _id;
        if (start < 0) return leaves;
        leaves.push(...splitFrames(bytesOf(bundle), LEAF_PREFIX).slice(start));
      }
    }
    return leaves.slice(0, count);
  }

  /** Sound batches from the one that holds the leaf `from`, whose first leaf is before `end`. */
  async #read(from: number, end: number, limit: number): Promise<StoredBatch[]> {
    const found = await this.#database.on<StoredBatch, StoredBatch[]>('batches', async (batches) => {
      const sound = { sideCars: { $exists: true } };
      const since = (start: number) => {
        const range = { $gte: start, ...(Number.isFinite(end) ? { $lt: end } : {}) };
        return batches.find({ _id: range, ...sound }, { sort: { _id: 1 }, limit }).toArray();
      };
      // Who follows the log asks for what begins at a leaf, who looks something up for the one batch that holds it: one command each.
      const following = limit === 1 ? [] : await since(from);
      if (following[0]?._id === from) return following;
      const before = { _id: { $lte: from }, ...sound };
      const last = { sort: { _id: -1 }, ...(limit === 1 ? {} : { projection: { n: 1 } }) } as const;
      const holding = await batches.findOne(before, last);
      if (holding === null || holding._id + holding.n <= from) return limit === 1 ? since(from) : following;
      return limit === 1 ? [holding] : since(holding._id);
    });
    const last = found.at(-1);
    if (last !== undefined) this.#see(last);
    return found;
  }

  /** @returns false if the chain does not end there, or has one of the ids */
  async #insert(link: StoredBatch | StoredSeal, prevRoot: Uint8Array): Promise<boolean> {
    return this.#database.on<StoredLink, boolean>('batches', async (links, again) => {
      const isThere = async (): Promise<boolean> => {
        const standing = await links.findOne({ _id: link._id });
        return standing !== null && isSame(standing, link);
      };
      // After a lost connection it may be there: then it was this one that came first.
      if (again && (await isThere())) return true;
      if (!(await this.#isEnd(link._id, prevRoot))) return false;
      try {
        await links.insertOne(link as StoredLink);
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        return again && (await isThere());
      }
      this.#see(link);
      return true;
    });
  }

  /** Whether a link ends there. Where an empty log begins is a place without an end, at which the unique key decides. */
  async #isEnd(first: number, prevRoot: Uint8Array): Promise<boolean> {
    if (first === 0) return true;
    if (this.#end.size < first) await this.tail();
    return this.#end.size === first && Buffer.compare(this.#end.root, prevRoot) === 0;
  }

  #see({ _id, n, root }: Pick<StoredLink, '_id' | 'n' | 'root'>): Pick<LogTail, 'size' | 'root'> {
    const end = { size: _id + n, root: bytesOf(root) };
    if (end.size > this.#end.size) this.#end = end;
    return end;
  }
}

function toStored(batch: LogBatch): StoredBatch {
  const { first, at, ids, bundle, sideCars, prevRoot, root, writer } = batch;
  const greatest = ids.reduce((a, id) => (UUID.test(id) && id > a ? id : a), '');
  return {
    _id: first,
    n: ids.length,
    at,
    ids,
    ...(greatest === '' ? {} : { greatest }),
    bundle: new Binary(bundle),
    sideCars: new Binary(sideCars),
    prevRoot: new Binary(prevRoot),
    root: new Binary(root),
    writer,
  };
}

function fromStored({ _id, at, ids, bundle, sideCars, prevRoot, root, writer }: StoredBatch): LogBatch {
  return {
    first: _id,
    at,
    ids,
    bundle: bytesOf(bundle),
    sideCars: bytesOf(sideCars),
    prevRoot: bytesOf(prevRoot),
    root: bytesOf(root),
    writer,
  };
}

/** The same leaves of the same writer, or its seal: its earlier try. */
function isSame(standing: StoredLink, wanted: StoredBatch | StoredSeal): boolean {
  const isOfIt = standing.writer === wanted.writer && standing.at === wanted.at && standing.n === wanted.n;
  return isOfIt && Buffer.compare(bytesOf(standing.root), bytesOf(wanted.root)) === 0;
}

function bytesOf(binary: Binary): Uint8Array {
  return new Uint8Array(binary.buffer.buffer, binary.buffer.byteOffset, binary.position);
}
