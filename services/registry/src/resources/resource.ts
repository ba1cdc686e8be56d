import type { Act, Resource } from '@simpul/contracts';
import type { Fault } from '@simpul/errors';
import type { TSchema } from 'typebox';
import type { Change } from '../store/registry-store.ts';
import type { ValueOf } from '../store/kinds.ts';
import type { Kept } from '../store/snapshot.ts';
import type { Circumstances } from '../domain/circumstances.ts';

/** An object before and after a change; absent before it is made, and after it is removed. */
export interface Step<K extends Resource> {
  readonly id: string;
  readonly before: ValueOf<K> | undefined;
  readonly after: ValueOf<K>;
}

/** Members of an entry, by name. */
export type Entry = Readonly<Record<string, unknown>>;

/** How objects of a kind are written by the API, and what holds for them. */
export interface Kind<K extends Resource> {
  readonly kind: K;
  /** Parts of a full id, its instance included; undefined where an id has no instance. */
  readonly parts: number | undefined;
  readonly schema: TSchema;
  /** Members of the entry that its address says already. */
  ofAddress(id: string): Readonly<Record<string, string>>;
  /** What the region file would say of it. */
  toEntry(value: ValueOf<K>, where: Circumstances): Entry;
  /** @param entry - held against the schema */
  toValue(entry: Entry, id: string, before: ValueOf<K> | undefined, where: Circumstances): ValueOf<K>;
  /** What the schema cannot say. */
  faults(step: Step<K>, where: Circumstances): Iterable<Fault>;
  /** Which rights a change takes, besides `write`. */
  acts(step: Step<K>): readonly Act[];
  /** Right that every change takes. */
  readonly write: Act;
  /** Id of the object that it belongs to, which must be there and be changed by the API where it says so. */
  parent(
    id: string,
  ): { readonly kind: 'member' | 'subsystem' | 'service'; readonly id: string; readonly strict: boolean } | undefined;
  /** What changes with it, in the same commit. */
  also(step: Step<K>, where: Circumstances): readonly Change[];
  /** @throws SimpulError where it may not be removed; what goes with it */
  removal(kept: Kept<K>, where: Circumstances): readonly Change[];
  /** What its lists can be filtered by, besides `managedBy`. */
  readonly fields: Readonly<Record<string, (kept: Kept<K>) => string | undefined>>;
}

/** The part of an id at a place. */
export function partOf(id: string, index: number): string {
  return id.split('/')[index] ?? '';
}

/** Id of what an object belongs to: so many first parts of its id. */
export function firstParts(id: string, count: number): string {
  return id.split('/').slice(0, count).join('/');
}
