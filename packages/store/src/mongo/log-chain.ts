import { Binary } from 'mongodb';
import { checkBatch } from '../check-batch.ts';
import { LEAF_PREFIX, SIDE_CAR_PREFIX, splitFrames } from '../frames.ts';
import type { LogBatch, LogEntry, LogGap, LogTail } from '../log-store.ts';
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

/** The chain of batches: one document each, so that one is there as a whole or not at all. */
export class LogChain {
  readonly #database: LogDatabase;

  constructor(database: LogDatabase) {
    this.#database = database;
  }

  async append(batch: LogBatch): Promise<'stored' | 'conflict'> {
    checkBatch(batch);
    const stored = toStored(batch);
    return this.#database.on<StoredBatch, 'stored' | 'conflict'>('batches', async (batches, again) => {
      // After a lost connection the batch may be there: then it was this one that came first.
      if (again) {
        const standing = await batches.findOne({ _id: batch.first });
        if (standing !== null) return isSame(standing, stored) ? 'stored' : 'conflict';
      }
      if (!doesExtend(await this.tail(), batch)) return 'conflict';
      try {
        await batches.insertOne(stored);
        return 'stored';
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        if (!again) return 'conflict';
        const standing = await batches.findOne({ _id: batch.first });
        return standing !== null && isSame(standing, stored) ? 'stored' : 'conflict';
      }
    });
  }

  async tail(): Promise<LogTail | undefined> {
    const last = await this.#database.on<StoredBatch, StoredBatch | null>('batches', (batches) =>
      batches.findOne({}, { sort: { _id: -1 }, projection: { n: 1, root: 1, at: 1 } }),
    );
    return last === null ? undefined : { size: last._id + last.n, root: bytesOf(last.root), at: last.at };
  }

  async batches(from: number, limit: number): Promise<LogBatch[]> {
    const found = await this.#read(from, Infinity, limit);
    return found.map((batch) => fromStored(batch));
  }

  async gaps(): Promise<LogGap[]> {
    return this.#database.on<StoredBatch, LogGap[]>('batches', async (batches) => {
      const gaps: LogGap[] = [];
      let end = 0;
      const bare = { n: 1, lacking: { $eq: [{ $type: '$sideCars' }, 'missing'] } };
      const all = batches.aggregate<{ _id: number; n: number; lacking: boolean }>([
        { $sort: { _id: 1 } },
        { $project: bare },
      ]);
      for await (const { _id, n, lacking } of all) {
        if (_id > end) gaps.push({ first: end, end: _id });
        if (lacking) gaps.push({ first: _id, end: _id + n });
        end = _id + n;
      }
      return gaps;
    });
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
    return this.#database.on<StoredBatch, StoredBatch[]>('batches', async (batches) => {
      const holding = await batches.findOne({ _id: { $lte: from } }, { sort: { _id: -1 }, projection: { n: 1 } });
      const start = holding !== null && holding._id + holding.n > from ? holding._id : from;
      const range = { $gte: start, ...(Number.isFinite(end) ? { $lt: end } : {}) };
      return batches.find({ _id: range, sideCars: { $exists: true } }, { sort: { _id: 1 }, limit }).toArray();
    });
  }
}

function doesExtend(tail: LogTail | undefined, { first, prevRoot }: LogBatch): boolean {
  if (tail === undefined) return first === 0;
  return tail.size === first && Buffer.compare(tail.root, prevRoot) === 0;
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

/** The same leaves of the same writer: its earlier try. */
function isSame(standing: StoredBatch, wanted: StoredBatch): boolean {
  const [a, b] = [bytesOf(standing.root), bytesOf(wanted.root)];
  return standing.writer === wanted.writer && standing.at === wanted.at && Buffer.compare(a, b) === 0;
}

function bytesOf(binary: Binary): Uint8Array {
  return new Uint8Array(binary.buffer.buffer, binary.buffer.byteOffset, binary.position);
}
