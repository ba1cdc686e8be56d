import { setImmediate } from 'node:timers';
import { SimpulError, STORE } from '@simpul/errors';
import type { StoredDocument } from './stored-document.ts';

/** Most operations in one turn, so that none waits for a very long one. */
const MAX_TURN = 2000;

/** An operation on documents. */
export interface Operation<T> {
  readonly collection: string;
  /** The only documents that it touches; undefined: it may touch any, and whatever it does others may depend on. */
  readonly ids: readonly string[] | undefined;
  readonly run: () => Promise<T>;
}

/** Inserts several documents of a collection. @returns for each one the error, or undefined */
export type InsertMany = (
  collection: string,
  documents: readonly StoredDocument[],
) => Promise<readonly (SimpulError | undefined)[]>;

interface Waiting extends Operation<unknown> {
  readonly document?: StoredDocument;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Natural batching: what is asked for while one turn runs is the next turn. Operations take effect in the order in which they
 * were asked for; those of a turn touch different documents, so they run at once, and inserts of a collection as one.
 */
export class OperationQueue {
  readonly #insertMany: InsertMany;
  readonly #maxWaiting: number;
  readonly #idle = Promise.withResolvers<void>();
  #waiting: Waiting[] = [];
  #running = 0;
  #scheduled = false;
  #closing = false;

  constructor({ insertMany, maxWaiting }: { readonly insertMany: InsertMany; readonly maxWaiting: number }) {
    this.#insertMany = insertMany;
    this.#maxWaiting = maxWaiting;
  }

  /** @throws SimpulError `STORE.BUSY` when too many wait, `STORE.FAILED` when it is closed, and what the operation throws */
  run<T>(operation: Operation<T>): Promise<T> {
    return this.#add(operation) as Promise<T>;
  }

  /** @throws SimpulError as `run`, `STORE.DUPLICATE` */
  async insert(collection: string, document: StoredDocument): Promise<void> {
    await this.#add({ collection, ids: [document._id], document, run: () => Promise.resolve() });
  }

  /** Finishes what waits. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#waiting.length === 0 && this.#running === 0) this.#idle.resolve();
    await this.#idle.promise;
  }

  #add(operation: Operation<unknown> & { readonly document?: StoredDocument }): Promise<unknown> {
    if (this.#closing) return Promise.reject(new SimpulError(STORE.FAILED, { params: { reason: 'it is closed' } }));
    if (this.#waiting.length + this.#running >= this.#maxWaiting) {
      return Promise.reject(new SimpulError(STORE.BUSY, { retryAfter: 1 }));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...operation, resolve, reject });
      this.#schedule();
    });
  }

  // Not at once: what the other events of this turn of the loop ask for belongs to the same turn here.
  #schedule(): void {
    if (this.#scheduled || this.#running > 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#takeTurn();
    });
  }

  async #takeTurn(): Promise<void> {
    const turn = this.#waiting.splice(0, lengthOfTurn(this.#waiting));
    this.#running = turn.length;
    const inserts = Map.groupBy(
      turn.filter(({ document }) => document !== undefined),
      ({ collection }) => collection,
    );
    const others = turn.filter(({ document }) => document === undefined);
    await Promise.all([
      ...[...inserts].map(([collection, several]) => this.#insertAll(collection, several)),
      ...others.map(({ run, resolve, reject }) => run().then(resolve, reject)),
    ]);
    this.#running = 0;
    if (this.#waiting.length > 0) this.#schedule();
    else if (this.#closing) this.#idle.resolve();
  }

  async #insertAll(collection: string, several: readonly Waiting[]): Promise<void> {
    try {
      const errors = await this.#insertMany(
        collection,
        several.flatMap(({ document }) => document ?? []),
      );
      for (const [at, { resolve, reject }] of several.entries()) {
        const error = errors[at];
        if (error === undefined) resolve(undefined);
        else reject(error);
      }
    } catch (error) {
      for (const { reject } of several) reject(error);
    }
  }
}

/** How many operations, from the first, touch different documents; one that may touch any stands alone. */
function lengthOfTurn(waiting: readonly Waiting[]): number {
  const touched = new Set<string>();
  for (const [at, { collection, ids }] of waiting.entries()) {
    if (at === MAX_TURN) return at;
    if (ids === undefined) return Math.max(at, 1);
    const keys = ids.map((id) => `${collection} ${id}`);
    if (keys.some((key) => touched.has(key))) return at;
    for (const key of keys) touched.add(key);
  }
  return waiting.length;
}
