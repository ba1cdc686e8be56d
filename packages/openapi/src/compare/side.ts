import { atReference, followed } from '../compile/references.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import type { DataPath } from '../read/source-map.ts';

/** A part of one of the two contracts, with its place; references are followed when it is looked into. */
export interface Part {
  readonly root: JsonObject;
  readonly path: DataPath;
  readonly value: unknown;
}

/** The part itself, or what it refers to. */
export function resolved({ root, path, value }: Part): Part & { readonly value: JsonObject } {
  const target = followed(root, value);
  const reference = isJsonObject(value) ? value['$ref'] : undefined;
  return { root, path: typeof reference === 'string' ? pathOf(root, reference) : path, value: target };
}

/** A member of a part; undefined where it is not there. */
export function member(part: Part, ...names: readonly (string | number)[]): Part | undefined {
  let { path, value } = part;
  for (const name of names) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[name];
    path = [...path, name];
  }
  return { root: part.root, path, value };
}

/** The members of a part that is an object, without extensions. */
export function membersOf(part: Part | undefined): readonly (readonly [string, Part])[] {
  if (!isJsonObject(part?.value)) return [];
  const { root, path, value } = part;
  return Object.entries(value).flatMap(([name, each]) =>
    name.startsWith('x-') ? [] : [[name, { root, path: [...path, name], value: each }] as const],
  );
}

/** The items of a part that is a list. */
export function itemsOf(part: Part | undefined): readonly Part[] {
  if (!Array.isArray(part?.value)) return [];
  const { root, path, value } = part;
  return value.map((each: unknown, i) => ({ root, path: [...path, i], value: each }));
}

/** What a local reference leads to, at the place where it stands. */
export function referred(root: JsonObject, reference: unknown): Part {
  return { root, path: pathOf(root, String(reference)), value: atReference(root, reference) };
}

/** Follows a chain of references to its last place. */
function pathOf(root: JsonObject, reference: string): DataPath {
  let path = tokens(reference);
  let target = atReference(root, reference);
  while (isJsonObject(target) && typeof target['$ref'] === 'string') {
    path = tokens(target['$ref']);
    target = atReference(root, target['$ref']);
  }
  return path;
}

function tokens(reference: string): DataPath {
  return reference
    .split('/')
    .slice(1)
    .map((token) => decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~'));
}
