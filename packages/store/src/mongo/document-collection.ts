import { randomUUID } from 'node:crypto';
import { SimpulError, STORE } from '@simpul/errors';
import type { Collection as ServerCollection, SortDirection } from 'mongodb';
import type { Collection, CollectionSpec, Document, Equality, Query, Selection } from '../document-store.ts';
import type { MongoConnection } from './mongo-connection.ts';
import { duplicateIndex, isDuplicate, mongoFailed } from './mongo-error.ts';
import type { OperationQueue } from './operation-queue.ts';
import {
  changesOf,
  declaredMembers,
  equalityFilter,
  fromStored,
  keyPath,
  selectionFilter,
  type StoredDocument,
  toStored,
} from './stored-document.ts';
import { memberOfIndex } from './unique-index.ts';

export interface MongoCollectionOptions {
  readonly connection: MongoConnection;
  readonly queue: OperationQueue;
  /** Its name on the server. */
  readonly serverName: string;
}

type Work<T> = (stored: ServerCollection<StoredDocument>, again: boolean) => Promise<T>;

/** A collection on a server of MongoDB's protocol. Each write bears a mark of its own, by which a repeat knows it. */
export class MongoCollection<D extends Document> implements Collection<D> {
  readonly #options: MongoCollectionOptions;
  readonly #name: string;
  readonly #declared: ReadonlySet<string>;
  readonly #unique: ReadonlySet<string>;

  constructor(options: MongoCollectionOptions, spec: CollectionSpec) {
    this.#options = options;
    this.#name = spec.name;
    this.#declared = declaredMembers(spec);
    this.#unique = new Set(spec.unique);
  }

  async insert(document: D): Promise<void> {
    await this.#options.queue.insert(this.#name, toStored(document, this.#declared, randomUUID()));
  }

  async put(document: D): Promise<void> {
    const { _id, ...rest } = toStored(document, this.#declared, randomUUID());
    await this.#run(undefined, (stored) => stored.replaceOne({ _id }, rest, { upsert: true }));
  }

  async get(id: string): Promise<D | undefined> {
    const found = await this.#run([id], (stored) => stored.findOne({ _id: id }));
    return found === null ? undefined : (fromStored(found) as D);
  }

  async update(id: string, changes: Partial<D>, where?: Equality<D>): Promise<boolean> {
    const mark = randomUUID();
    const update = changesOf(changes, this.#declared, mark);
    // A lost command may still arrive: it must not find the document again that its repeat has changed.
    const filter = { ...equalityFilter(where), _id: id, w: { $ne: mark } };
    return this.#run(this.#reach([id], changes), async (stored, again) => {
      const { matchedCount } = await stored.updateOne(filter, update);
      if (matchedCount > 0 || !again) return matchedCount > 0;
      return refuseUncertain(await stored.findOne({ _id: id }), mark);
    });
  }

  async updateMany(ids: readonly string[], changes: Partial<D>): Promise<number> {
    const update = changesOf(changes, this.#declared, randomUUID());
    return this.#run(this.#reach(ids, changes), async (stored) => {
      return (await stored.updateMany({ _id: { $in: [...ids] } }, update)).matchedCount;
    });
  }

  async delete(id: string): Promise<boolean> {
    return (await this.#deleteOf({ _id: id })) > 0;
  }

  async deleteEach(ids: readonly string[]): Promise<number> {
    return this.#deleteOf({ _id: { $in: [...ids] } });
  }

  async deleteMany(selection: Selection<D>, limit: number): Promise<number> {
    const filter = selectionFilter(selection, this.#declared);
    const most = checkedLimit(limit);
    const found = await this.#run(undefined, (stored) =>
      stored.find(filter, { limit: most, projection: { _id: 1 } }).toArray(),
    );
    return found.length === 0 ? 0 : this.#deleteOf({ $and: [{ _id: { $in: found.map(({ _id }) => _id) } }, filter] });
  }

  async find(query: Query<D>): Promise<D[]> {
    const filter = selectionFilter(query, this.#declared);
    const { orderBy, direction } = query;
    const way = direction === 'descending' ? -1 : 1;
    const paths = orderBy === undefined ? [] : [...new Set([keyPath(orderBy, this.#declared), '_id'])];
    const sort = new Map<string, SortDirection>(paths.map((path) => [path, way]));
    const options = { limit: checkedLimit(query.limit), sort, projection: { d: 1 } };
    const found = await this.#run(undefined, (stored) => stored.find(filter, options).toArray());
    return found.map((document) => fromStored(document) as D);
  }

  async #deleteOf(filter: Parameters<ServerCollection<StoredDocument>['deleteMany']>[0]): Promise<number> {
    return this.#run(undefined, async (stored, again) => {
      const { deletedCount } = await stored.deleteMany(filter);
      if (again && deletedCount === 0) throw uncertain();
      return deletedCount;
    });
  }

  /** Which documents an update may affect: any, where it changes a unique member, since others may wait for that. */
  #reach(ids: readonly string[], changes: object): readonly string[] | undefined {
    return Object.keys(changes).some((member) => this.#unique.has(member)) ? undefined : ids;
  }

  #run<T>(ids: readonly string[] | undefined, work: Work<T>): Promise<T> {
    const { connection, queue, serverName } = this.#options;
    const run = async (): Promise<T> => {
      try {
        return await connection.run((db, again) => work(db.collection<StoredDocument>(serverName), again));
      } catch (error) {
        if (error instanceof SimpulError) throw error;
        if (!isDuplicate(error)) throw mongoFailed(error);
        const key = memberOfIndex(duplicateIndex(error.message));
        throw new SimpulError(STORE.DUPLICATE, { params: { key } });
      }
    };
    return queue.run({ collection: this.#name, ids, run });
  }
}

/** What a repeat that changed nothing says of the first try: it was done, it was not, or nobody knows any more. */
function refuseUncertain(found: StoredDocument | null, mark: string): boolean {
  if (found === null) throw uncertain();
  if (found.w === mark) return true;
  throw uncertain();
}

function uncertain(): SimpulError {
  const reason = 'the connection was lost during a write, and what became of it cannot be told';
  return new SimpulError(STORE.FAILED, { params: { reason } });
}

function checkedLimit(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 1) throw new TypeError('a limit is a whole number above 0');
  return limit;
}
