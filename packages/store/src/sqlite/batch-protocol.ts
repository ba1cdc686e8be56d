import type { CollectionSpec } from '../document-store.ts';

/** How a statement answers: number of changed rows, first column of the first row, first column of every row. */
export type StatementKind = 'run' | 'get' | 'all';

export interface Statement {
  readonly sql: string;
  readonly kind: StatementKind;
}

export type SqlValue = string | number | null;

/** `null` where `get` found no row. */
export type StatementResult = number | string | null | readonly string[];

/** One statement did not happen; the others of its batch did. */
export interface StatementRefusal {
  /** Column of the violated unique key. */
  readonly duplicate?: string;
  readonly reason: string;
}

/** Number that stands for "the next three values define a statement": slot, sql, kind. */
export const DEFINE = -1;

/**
 * What the worker is asked to do in one transaction, flat because that is cheapest to copy between threads: for each
 * operation the slot of its statement, the number of its parameters, the parameters; definitions in between.
 */
export interface Batch {
  readonly writes: boolean;
  readonly stream: readonly SqlValue[];
}

export interface FileToOpen {
  readonly file: string;
  readonly format: number;
  readonly oldest?: number | undefined;
  readonly collections: readonly CollectionSpec[];
}

/** Of which of its files a message to or from the thread speaks: the number that the file was opened under. */
interface OfFile {
  readonly file: number;
}

export type ThreadRequest = OfFile &
  ({ readonly open: FileToOpen } | { readonly batch: Batch } | { readonly close: true });

export type ThreadAnswer = OfFile &
  (
    | { readonly type: 'opened' | 'closed' }
    | {
        readonly type: 'not-opened';
        readonly error: 'NEWER' | 'FAILED';
        readonly params: Readonly<Record<string, string | number>>;
      }
    | { readonly type: 'done'; readonly results: readonly (StatementResult | StatementRefusal)[] }
    | { readonly type: 'failed'; readonly reason: string }
  );
