import type { ManagedBy } from '@simpul/contracts';
import type { CollectionSpec, Document, JsonValue } from '@simpul/store';
import type { Kind } from './kinds.ts';

/** One changed object within a commit. */
export type StoredChange = {
  /** Counts changes; no two share one. */
  readonly revision: number;
  readonly kind: Kind;
  readonly id: string;
  readonly managedBy: ManagedBy;
  /** Absent: the object is deleted. */
  readonly value?: JsonValue;
};

/**
 * Changes that took effect together. A commit's id is its first revision, which is one above the last of the commit before
 * it: of two processes that have seen the same registry only one can insert what comes next, so that nobody decides on
 * what is no longer so. Commits are never deleted; what later ones made moot is taken out of them at a start.
 */
export interface Commit extends Document {
  readonly first: number;
  readonly last: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly changes: readonly StoredChange[];
}

export const COMMITS: CollectionSpec = { name: 'commits', unique: ['first'] };
/** Format of the registry's store: 2 since it is a sequence of commits. */
export const STORE_FORMAT = 2;
/** The oldest format that is brought forward. */
export const OLDEST_FORMAT = 1;

/** Characters of a commit as JSON at most, unless one object alone is larger: it is read and written whole. */
const COMMIT_LENGTH = 1_000_000;
const DIGITS = 15;

/** Id of the commit that begins with a revision: ids are in the order of revisions. */
export function commitId(first: number): string {
  return String(first).padStart(DIGITS, '0');
}

/** Splits changes, in their order, into what is committed at once. */
export function inCommits<C extends { readonly value?: unknown }>(changes: readonly C[]): C[][] {
  const commits: C[][] = [];
  let length = Infinity;
  for (const change of changes) {
    const own = JSON.stringify(change.value ?? null).length;
    if (length + own > COMMIT_LENGTH) {
      commits.push([]);
      length = 0;
    }
    commits.at(-1)?.push(change);
    length += own;
  }
  return commits;
}
