import type { ManagedBy, RegistryKind, RegistryObject } from '@simpul/contracts';
import type { Commit } from './commits.ts';
import { isOwnKind, type Kind, type ValueOf } from './kinds.ts';

/** An object with what the registry knows of its last change. */
export type Kept<K extends Kind = Kind> = {
  readonly [P in K]: {
    readonly kind: P;
    readonly id: string;
    readonly revision: number;
    readonly managedBy: ManagedBy;
    /** Milliseconds since the Unix epoch. */
    readonly updatedAt: number;
    readonly value: ValueOf<P>;
  };
}[K];

/** What the registry holds after some revision. */
export interface Registry {
  readonly revision: number;
  entry<K extends Kind>(kind: K, id: string): Kept<K> | undefined;
  value<K extends Kind>(kind: K, id: string): ValueOf<K> | undefined;
  /** In the order of their ids, by code units. */
  all<K extends Kind>(kind: K): readonly Kept<K>[];
  /** Of every kind that others know, in the order in which they last changed. */
  objects(): Iterable<Kept<RegistryKind>>;
}

/** What followers are told. */
export interface ChangePage {
  readonly revision: number;
  readonly changed: RegistryObject[];
  readonly deleted: { kind: string; id: string }[];
  readonly more: boolean;
}

/** An object, or what is left of a deleted one, so that followers learn of it. */
type Known = Kept | Gone;
type Gone = Omit<Kept, 'value'> & { readonly value: undefined };

/** The registry as the commits so far make it, in memory. It decides nothing: whoever writes asks the store whether it is the last. */
export class Snapshot implements Registry {
  /** In the order of revisions, since a changed object moves to the end. */
  readonly #known = new Map<string, Known>();
  readonly #live = new Map<Kind, Map<string, Kept>>();
  readonly #sorted = new Map<Kind, readonly Kept[]>();
  #revision = 0;

  get revision(): number {
    return this.#revision;
  }

  entry<K extends Kind>(kind: K, id: string): Kept<K> | undefined {
    return this.#live.get(kind)?.get(id) as Kept<K> | undefined;
  }

  value<K extends Kind>(kind: K, id: string): ValueOf<K> | undefined {
    return this.entry(kind, id)?.value;
  }

  all<K extends Kind>(kind: K): readonly Kept<K>[] {
    let sorted = this.#sorted.get(kind);
    if (sorted === undefined) {
      sorted = [...(this.#live.get(kind)?.values() ?? [])].toSorted((a, b) => (a.id < b.id ? -1 : 1));
      this.#sorted.set(kind, sorted);
    }
    return sorted as readonly Kept<K>[];
  }

  *objects(): Iterable<Kept<RegistryKind>> {
    for (const known of this.#known.values()) if (isLive(known) && isShared(known)) yield known;
  }

  /** Takes in a commit, unless it is known. */
  apply(commit: Commit): void {
    if (commit.last <= this.#revision) return;
    for (const known of knownBy(commit)) {
      const { kind, id } = known;
      const key = `${kind} ${id}`;
      this.#known.delete(key);
      this.#known.set(key, known);
      this.#sorted.delete(kind);
      const live = this.#live.get(kind) ?? new Map<string, Kept>();
      this.#live.set(kind, live);
      if (isLive(known)) live.set(id, known);
      else live.delete(id);
    }
    this.#revision = commit.last;
  }

  /** Whether a change is the last one of its object. */
  isLast({ kind, id, revision }: Commit['changes'][number]): boolean {
    return this.#known.get(`${kind} ${id}`)?.revision === revision;
  }

  /** Changes after a revision, oldest first. */
  changes(since: number, limit: number): ChangePage {
    if (since >= this.#revision) return { revision: since, changed: [], deleted: [], more: false };
    const page: (Known & { readonly kind: RegistryKind })[] = [];
    for (const known of this.#known.values()) {
      if (known.revision <= since || !isShared(known)) continue;
      if (page.length === limit) return toPage(page, page.at(-1)?.revision ?? since, true);
      page.push(known);
    }
    return toPage(page, this.#revision, false);
  }
}

/** The objects that a commit changed, without those that it deleted. */
export function keptBy(commit: Commit): Kept[] {
  return knownBy(commit).filter(isLive);
}

function knownBy({ at, changes }: Commit): Known[] {
  // Whoever committed it gave each kind its value.
  return changes.map((change) => ({ ...change, updatedAt: at, value: change.value }) as unknown as Known);
}

function isLive(known: Known): known is Kept {
  return known.value !== undefined;
}

function isShared<K extends Known>(known: K): known is K & { readonly kind: RegistryKind } {
  return !isOwnKind(known.kind);
}

function toPage(
  page: readonly (Known & { readonly kind: RegistryKind })[],
  revision: number,
  more: boolean,
): ChangePage {
  return {
    revision,
    changed: page.flatMap((known) => (isLive(known) ? toObject(known as Kept<RegistryKind>) : [])),
    deleted: page.flatMap((known) => (isLive(known) ? [] : { kind: known.kind, id: known.id })),
    more,
  };
}

/** An object as others know it. */
export function toObject({ kind, id, value }: Kept<RegistryKind>): RegistryObject {
  return { kind, id, value } as RegistryObject;
}
