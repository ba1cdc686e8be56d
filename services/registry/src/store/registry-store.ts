import type { ManagedBy } from '@simpul/contracts';
import { isSimpulError, STORE } from '@simpul/errors';
import type { Collection, JsonValue } from '@simpul/store';
import { type Commit, commitId, type StoredChange } from './commits.ts';
import type { Kind, ValueOf } from './kinds.ts';
import { type ChangePage, type Kept, keptBy, type Registry, Snapshot } from './snapshot.ts';

/** One change that is wanted; without a value the object is deleted. */
export type Change = {
  readonly [K in Kind]: {
    readonly kind: K;
    readonly id: string;
    readonly managedBy: ManagedBy;
    readonly value?: ValueOf<K>;
  };
}[Kind];

/** Commits read at once; each is at most about a megabyte. */
const PAGE = 100;

/**
 * The registry's objects. What holds is in the store; in memory is what was last read of it, and every read and every
 * decision asks first whether there is more, so any number of processes may share a store.
 */
export class RegistryStore {
  readonly #commits: Collection<Commit>;
  readonly #snapshot = new Snapshot();

  constructor(commits: Collection<Commit>) {
    this.#commits = commits;
  }

  /** What was last read; `refresh` first, where what others wrote matters. */
  get registry(): Registry {
    return this.#snapshot;
  }

  /** Takes in what was committed until now, by whomever. */
  async refresh(): Promise<Registry> {
    for (let page: Commit[] = []; ;) {
      page = await this.#commits.find({
        range: { member: 'first', atLeast: this.#snapshot.revision + 1 },
        orderBy: 'first',
        limit: PAGE,
      });
      for (const commit of page) this.#snapshot.apply(commit);
      if (page.length < PAGE) return this.#snapshot;
    }
  }

  /**
   * Makes changes durable, all or none, one revision each, if nobody was faster.
   * @param base - revision of the registry that they were decided on
   * @returns the changed objects; undefined where another process committed first and nothing was changed
   */
  async commit(base: number, changes: readonly Change[]): Promise<readonly Kept[] | undefined> {
    const first = base + 1;
    const stored = changes.map((change, i): StoredChange => {
      const { kind, id, managedBy, value } = change;
      const described = value === undefined ? {} : { value: value as unknown as JsonValue };
      return { revision: first + i, kind, id, managedBy, ...described };
    });
    const last = base + stored.length;
    const commit: Commit = { id: commitId(first), first, last, at: Date.now(), changes: stored };
    try {
      await this.#commits.insert(commit);
    } catch (error) {
      if (isSimpulError(error, STORE.DUPLICATE)) return undefined;
      throw error;
    }
    if (this.#snapshot.revision === base) this.#snapshot.apply(commit);
    return keptBy(commit);
  }

  /** Changes after a revision, oldest first. */
  async changes(since: number, limit: number): Promise<ChangePage> {
    await this.refresh();
    return this.#snapshot.changes(since, limit);
  }

  /** Reads everything, and takes out of commits what later ones made moot. */
  async load(): Promise<void> {
    await this.refresh();
    for (let next = 0; ;) {
      const page = await this.#commits.find({
        range: { member: 'first', atLeast: next },
        orderBy: 'first',
        limit: PAGE,
      });
      for (const { id, changes } of page) {
        const needed = changes.filter((change) => this.#snapshot.isLast(change));
        if (needed.length < changes.length) await this.#commits.update(id, { changes: needed });
      }
      next = (page.at(-1)?.first ?? 0) + 1;
      if (page.length < PAGE) return;
    }
  }
}
