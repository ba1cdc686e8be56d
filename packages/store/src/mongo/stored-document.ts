import type { CollectionSpec, Document, Equality, JsonValue, Selection } from '../document-store.ts';
import type { Filter } from 'mongodb';

/**
 * A document as the server keeps it. Members are JSON texts, since BSON would change some values (a lone surrogate) and
 * refuse some names of nested members (`$ref`); declared ones stand beside them as they are, for indexes. A member that is
 * null has no key, so that a unique index does not see it.
 */
export interface StoredDocument {
  readonly _id: string;
  /** JSON text of each member, `id` apart. */
  readonly d: Readonly<Record<string, string>>;
  /** Declared members that are not null. */
  readonly k: Readonly<Record<string, string | number>>;
  /** The write that made it so: tells after a lost connection whether it was ours. */
  readonly w: string;
}

export type StoredFilter = Filter<StoredDocument>;

const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/**
 * Checks the name of a collection or member.
 * @throws TypeError if it is not made of letters, digits and `_`, or does not begin with a letter
 */
export function checkedName(name: string): string {
  if (!NAME.test(name)) throw new TypeError(`${name} cannot be the name of a collection or member`);
  return name;
}

/** The members that have a key of their own, `id` not among them. */
export function declaredMembers(spec: CollectionSpec): ReadonlySet<string> {
  const members = new Set([...(spec.unique ?? []), ...(spec.indexes ?? []).flat()]);
  members.delete('id');
  return members;
}

/** @throws TypeError if it has no id, a strange name, or a declared member of another kind */
export function toStored(document: Document, declared: ReadonlySet<string>, write: string): StoredDocument {
  const { id, ...rest } = document;
  if (typeof id !== 'string' || id === '' || !id.isWellFormed()) throw new TypeError('a document needs an id');
  const members = Object.entries(rest).filter(([, value]) => (value as JsonValue | undefined) !== undefined);
  return {
    _id: id,
    d: Object.fromEntries(members.map(([name, value]) => [checkedName(name), JSON.stringify(value)])),
    k: keysOf(members, declared),
    w: write,
  };
}

export function fromStored({ _id, d }: Pick<StoredDocument, '_id' | 'd'>): Document {
  const members = Object.entries(d).map(([name, text]) => [name, JSON.parse(text) as JsonValue] as const);
  return { id: _id, ...Object.fromEntries(members) };
}

/** An update that replaces some members. */
export function changesOf(changes: Partial<Document>, declared: ReadonlySet<string>, write: string) {
  const set: Record<string, string | number> = { w: write };
  const unset: Record<string, true> = {};
  for (const [name, value] of Object.entries(changes)) {
    if (name === 'id') throw new TypeError('an id never changes');
    set[`d.${checkedName(name)}`] = jsonText(name, value);
    if (!declared.has(name)) continue;
    const key = keyValue(name, value);
    if (key === undefined) unset[`k.${name}`] = true;
    else set[`k.${name}`] = key;
  }
  return Object.keys(unset).length === 0 ? { $set: set } : { $set: set, $unset: unset };
}

/** Conditions on any members; null matches absent. */
export function equalityFilter(where: Equality<Document> = {}): StoredFilter {
  const conditions = Object.entries(where).map(([name, value]) => {
    const text = jsonText(name, value);
    return [`d.${checkedName(name)}`, text === 'null' ? { $in: [text, null] } : text] as const;
  });
  return Object.fromEntries(conditions);
}

/** Conditions on declared members and the id. @throws TypeError for another member */
export function selectionFilter<D extends Document>(selection: Selection<D>, declared: ReadonlySet<string>) {
  const { where, range } = selection;
  const filter: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(where ?? {})) {
    jsonText(name, value);
    // Null matches absent, as the server itself has it.
    filter[keyPath(name, declared)] = keyValue(name, value) ?? null;
  }
  if (range === undefined) return filter as StoredFilter;
  const { member, atLeast, below } = range;
  const bounds: Record<string, unknown> = {};
  if (atLeast !== undefined) bounds['$gte'] = atLeast;
  if (below !== undefined) bounds['$lt'] = below;
  const path = keyPath(member, declared);
  const ranged = { [path]: bounds };
  // The same member may be named in both.
  return (path in filter ? { $and: [filter, ranged] } : { ...filter, ...ranged }) as StoredFilter;
}

/** Where an index finds a member. @throws TypeError if it is not declared */
export function keyPath(member: string, declared: ReadonlySet<string>): string {
  if (member === 'id') return '_id';
  if (!declared.has(member)) throw new TypeError(`${member} is not a declared member`);
  return `k.${member}`;
}

function keysOf(members: readonly (readonly [string, JsonValue])[], declared: ReadonlySet<string>) {
  const keys: Record<string, string | number> = {};
  for (const [name, value] of members) {
    const key = declared.has(name) ? keyValue(name, value) : undefined;
    if (key !== undefined) keys[name] = key;
  }
  return keys;
}

function keyValue(member: string, value: unknown): string | number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.isWellFormed()) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TypeError(`${member} is declared, so it must be a string or a finite number`);
}

function jsonText(member: string, value: unknown): string {
  // An undefined condition would select everything.
  if (value === undefined) throw new TypeError(`${member} is undefined`);
  return JSON.stringify(value);
}
