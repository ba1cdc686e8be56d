/** A value that JSON can carry. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [member: string]: JsonValue };

/**
 * What a collection holds. `id` is chosen by the caller: 1 or more characters, unique in the collection. Names of top-level
 * members begin with a letter, letters, digits and `_` follow.
 */
export type Document = { readonly id: string; readonly [member: string]: JsonValue };

/** Members that must equal these strings, numbers or booleans; null matches null and an absent member. */
export type Equality<D> = { readonly [M in keyof D]?: D[M] | null };

/**
 * Declares a collection. A *declared* member is one of `unique` or `indexes`: top-level, its value a string or a number
 * of one kind in all documents. Any number of documents may be without a unique member, or have null there.
 */
export interface CollectionSpec {
  readonly name: string;
  /** Members whose value no two documents share. */
  readonly unique?: readonly string[];
  /** Members that queries run over, in index order: equality members first, the ordered one last. */
  readonly indexes?: readonly (readonly string[])[];
}

/** Which documents: by `id` and declared members only, so that every query has an index to run on. */
export interface Selection<D extends Document> {
  readonly where?: Equality<D>;
  /** `atLeast` is inclusive, `below` is not. Documents without the member are outside. */
  readonly range?: {
    readonly member: keyof D & string;
    readonly atLeast?: string | number;
    readonly below?: string | number;
  };
}

export interface Query<D extends Document> extends Selection<D> {
  /** Equal values are ordered by id in the same direction. Without it there is no promised order. */
  readonly orderBy?: keyof D & string;
  readonly direction?: 'ascending' | 'descending';
  /** Most documents; 1 or more. */
  readonly limit: number;
}

/**
 * Documents of one kind. Each write is atomic for one document, durable when its promise resolves, and seen by every read
 * that is asked for after it.
 *
 * All methods reject with `STORE.BUSY` when too many operations wait, and with `STORE.FAILED` once the store has failed or
 * is closed; then nothing is known of what was being written. A misused argument (undeclared member, limit of 0) rejects
 * with a TypeError.
 */
export interface Collection<D extends Document> {
  /** @throws SimpulError `STORE.DUPLICATE`, `params.key` = `id` or the unique member. */
  insert(document: D): Promise<void>;
  /**
   * Inserts, or replaces the document with this id.
   * @throws SimpulError `STORE.DUPLICATE` if another document has the value of a unique member.
   */
  put(document: D): Promise<void>;
  get(id: string): Promise<D | undefined>;
  /**
   * Replaces the given top-level members if all members of `where` are equal (null matches absent).
   * @returns false if there is no such document.
   * @throws SimpulError `STORE.DUPLICATE` as `put`.
   */
  update(id: string, changes: Partial<D>, where?: Equality<D>): Promise<boolean>;
  /** As `update`, for several documents; each is atomic, all together are not. @returns how many there were. */
  updateMany(ids: readonly string[], changes: Partial<D>): Promise<number>;
  /** @returns false if there was no such document. */
  delete(id: string): Promise<boolean>;
  /** As `delete`, for several documents; each is atomic, all together are not. @returns how many there were. */
  deleteEach(ids: readonly string[]): Promise<number>;
  /** Deletes at most `limit` of the selected documents. @returns how many. */
  deleteMany(selection: Selection<D>, limit: number): Promise<number>;
  find(query: Query<D>): Promise<D[]>;
}

/** Collections that live in one place. */
export interface DocumentStore {
  /** A collection that was declared when the store was opened; another throws a TypeError. */
  collection<D extends Document>(spec: CollectionSpec): Collection<D>;
  /** Finishes what waits, then closes. */
  close(): Promise<void>;
}
