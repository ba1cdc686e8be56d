import type { ManagedBy, RegistryKind } from '@simpul/contracts';
import { isSimpulError, STORE } from '@simpul/errors';
import type { Collection, CollectionSpec, Document, JsonValue } from '@simpul/store';
import { type Commit, commitId } from './commits.ts';

/** An object as format 1 kept it, one document each. */
export interface FirstObject extends Document {
  readonly revision: number;
  readonly kind: RegistryKind;
  readonly objectId: string;
  readonly managedBy: ManagedBy;
  readonly value?: JsonValue;
}

export const FIRST_OBJECTS: CollectionSpec = { name: 'objects', unique: ['revision'] };

/** Documents moved at once. */
const PAGE = 5000;

/**
 * Moves the objects of format 1 into commits of one change each. It may be cut short, repeated, and run in several
 * processes at once: a revision that is a commit already stays as it is.
 */
export async function migrate(objects: Collection<FirstObject>, commits: Collection<Commit>): Promise<void> {
  for (;;) {
    const page = await objects.find({ orderBy: 'revision', limit: PAGE });
    await Promise.all(page.map((object) => move(object, commits)));
    await objects.deleteEach(page.map(({ id }) => id));
    if (page.length < PAGE) return;
  }
}

async function move(object: FirstObject, commits: Collection<Commit>): Promise<void> {
  const { revision, kind, objectId: id, managedBy, value } = object;
  const change = { revision, kind, id, managedBy, ...(value === undefined ? {} : { value }) };
  const commit: Commit = { id: commitId(revision), first: revision, last: revision, at: Date.now(), changes: [change] };
  try {
    await commits.insert(commit);
  } catch (error) {
    if (!isSimpulError(error, STORE.DUPLICATE)) throw error;
  }
}
