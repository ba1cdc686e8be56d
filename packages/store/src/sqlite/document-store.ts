import type { SimpulError } from '@simpul/errors';
import type { Collection, CollectionSpec, Document, DocumentStore } from '../document-store.ts';
import { SqliteCollection } from './document-collection.ts';
import { identifier } from './document-schema.ts';
import { DocumentThread } from './document-thread.ts';
import { WorkerQueue } from './worker-queue.ts';

/** Operations that may wait at once by default. */
const DEFAULT_MAX_WAITING = 20_000;

export interface SqliteDocumentStoreOptions {
  /** Made if absent; its folder must exist. */
  readonly file: string;
  readonly collections: readonly CollectionSpec[];
  /** Format of the documents, 1 or more (design 02 rule 10). */
  readonly format: number;
  /** Oldest format whose documents the caller brings forward after opening; that one alone where it is not given. */
  readonly oldest?: number | undefined;
  /** Operations that may wait at once; beyond it `STORE.BUSY`. 20,000 by default. */
  readonly maxWaiting?: number;
  /** Shared with other stores; one of its own by default. */
  readonly thread?: DocumentThread;
  /** Called once if the storage fails (a full disk, an I/O error): the store takes nothing more and the process should end. */
  readonly onFailure?: (error: SimpulError) => void;
}

/**
 * Opens a document store in an SQLite file, worked on by another thread: one transaction and one fsync for all that
 * was asked for while the previous one ran.
 * @throws SimpulError `STORE.NEWER` if a newer release wrote the file, `STORE.FAILED` if it cannot be used
 */
export async function openSqliteDocumentStore(options: SqliteDocumentStoreOptions): Promise<DocumentStore> {
  const {
    file,
    format,
    oldest,
    collections,
    maxWaiting = DEFAULT_MAX_WAITING,
    thread = new DocumentThread(),
  } = options;
  const names = collections.flatMap(({ name, unique, indexes }) => [
    name,
    ...(unique ?? []),
    ...(indexes ?? []).flat(),
  ]);
  for (const name of names) identifier(name);
  const queue = await WorkerQueue.open({
    thread,
    file,
    format,
    oldest,
    collections,
    maxWaiting,
    onFailure: options.onFailure,
  });
  return {
    collection<D extends Document>({ name }: CollectionSpec): Collection<D> {
      const declared = collections.find((spec) => spec.name === name);
      if (declared === undefined) throw new TypeError(`the collection ${name} was not declared at opening`);
      return new SqliteCollection<D>(queue, declared);
    },
    close: () => queue.close(),
  };
}
