import { isJsonObject, type JsonObject } from '../../json-object.ts';
import { toPointer } from '../../json-pointer.ts';
import type { DataPath } from '../../read/source-map.ts';
import { itemsOf, member, type Part, referred } from '../side.ts';
import type { Direction } from '../report.ts';

/** Schemas that hold together, as the branches of `allOf` do. None at all allow every value. */
export interface Conjunction {
  readonly parts: readonly Part[];
  /** Groups of alternatives (pointers) of which a branch was chosen, so that they are left out. */
  readonly chosen: ReadonlySet<string>;
}

/** Alternatives of `anyOf` or `oneOf`. */
export interface Group {
  readonly kind: 'anyOf' | 'oneOf';
  readonly pointer: string;
  readonly path: DataPath;
  readonly branches: readonly Part[];
}

/** What a conjunction says, keyword by keyword, references and `allOf` resolved. */
export interface View {
  /** Where it stands: the first of its schemas. */
  readonly path: DataPath | undefined;
  /** Whether it allows nothing (`false`). */
  readonly isNever: boolean;
  /** The schemas that were put together, each without references. */
  readonly nodes: readonly (Part & { readonly value: JsonObject })[];
  readonly groups: readonly Group[];
  /** Names that a message must hold, by its direction. */
  readonly required: ReadonlySet<string>;
  readonly properties: ReadonlyMap<string, Conjunction>;
  /** What members without a schema of their own must be; empty: anything. */
  readonly additional: Conjunction;
}

const NOTHING_CHOSEN: ReadonlySet<string> = new Set();

/** Schemas put together. */
export function conjunction(parts: readonly (Part | undefined)[]): Conjunction {
  return { parts: parts.filter((part) => part !== undefined).map(direct), chosen: NOTHING_CHOSEN };
}

/** What a part that is nothing but a reference refers to, so that what several share is one thing. */
export function direct(part: Part): Part {
  const { root, value } = part;
  const isReference = isJsonObject(value) && typeof value['$ref'] === 'string' && Object.keys(value).length === 1;
  return isReference ? direct(referred(root, value['$ref'])) : part;
}

/** Every value of a keyword that the schemas of a view state, with their places. */
export function stated(view: View, keyword: string): readonly Part[] {
  return view.nodes.flatMap((node) => member(node, keyword) ?? []);
}

/** Takes a conjunction apart. Recursion over `allOf` and references ends where it meets a schema again. */
export function viewOf({ parts, chosen }: Conjunction, direction: Direction): View {
  const nodes: (Part & { readonly value: JsonObject })[] = [];
  const seen = new Set<string>();
  let isNever = false;
  const waiting = [...parts];
  for (let part = waiting.shift(); part; part = waiting.shift()) {
    const pointer = toPointer(part.path);
    if (seen.has(pointer)) continue;
    seen.add(pointer);
    const { root, value } = part;
    if (value === false) isNever = true;
    if (!isJsonObject(value)) continue;
    if (typeof value['$ref'] === 'string') waiting.unshift(referred(root, value['$ref']));
    waiting.push(...itemsOf(member(part, 'allOf')));
    nodes.push({ root, path: part.path, value });
  }
  const groups = nodes.flatMap((node) => groupsOf(node)).filter(({ pointer }) => !chosen.has(pointer));
  const { properties, additional } = membersAllowed(nodes);
  return {
    path: parts[0]?.path,
    isNever,
    nodes,
    groups,
    properties,
    additional,
    required: requiredOf(nodes, properties, direction),
  };
}

function groupsOf(node: Part): Group[] {
  return (['anyOf', 'oneOf'] as const).flatMap((kind) => {
    const list = member(node, kind);
    const branches = itemsOf(list);
    return list === undefined || branches.length === 0
      ? []
      : [{ kind, pointer: toPointer(list.path), path: list.path, branches }];
  });
}

/**
 * Each schema's `additionalProperties` is about the members that this very schema does not name (JSON Schema Core
 * 10.3.2.3), so that it also bears on what its neighbours name.
 */
function membersAllowed(nodes: readonly Part[]): Pick<View, 'properties' | 'additional'> {
  const own = nodes.map((node) => ({
    named: new Map(membersOfMap(member(node, 'properties'))),
    patterns: Object.keys(asObject(member(node, 'patternProperties')?.value)),
    additional: member(node, 'additionalProperties'),
  }));
  const names = new Set(own.flatMap(({ named }) => [...named.keys()]));
  const properties = new Map<string, Conjunction>();
  for (const name of names) {
    const parts = own.map(({ named, patterns, additional }) => {
      const schema = named.get(name);
      return schema ?? (patterns.length === 0 ? additional : undefined);
    });
    properties.set(name, conjunction(parts.filter((part) => part?.value !== true)));
  }
  const additional = own.map((each) => each.additional).filter((part) => part?.value !== true);
  return { properties, additional: conjunction(additional) };
}

/** Members of a map of schemas: names that begin with `x-` are names like others. */
function membersOfMap(part: Part | undefined): (readonly [string, Part])[] {
  if (part === undefined) return [];
  return Object.entries(asObject(part.value)).map(([name, value]) => [
    name,
    { root: part.root, path: [...part.path, name], value },
  ]);
}

function asObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** `readOnly` members are not demanded of requests, `writeOnly` ones not of answers (OpenAPI 3.0, Schema Object). */
function requiredOf(
  nodes: readonly Part[],
  properties: ReadonlyMap<string, Conjunction>,
  direction: Direction,
): ReadonlySet<string> {
  const names = nodes.flatMap((node) => itemsOf(member(node, 'required')).map(({ value }) => String(value)));
  return new Set(names.filter((name) => !isOtherDirections(properties.get(name), direction)));
}

/** Whether a member only goes the other way. */
export function isOtherDirections(schema: Conjunction | undefined, direction: Direction): boolean {
  return schema !== undefined && isFlagged(schema, direction === 'request' ? 'readOnly' : 'writeOnly');
}

/** Whether any of the schemas, or what they refer to, states a flag. */
export function isFlagged({ parts }: Conjunction, flag: 'readOnly' | 'writeOnly' | 'deprecated'): boolean {
  return parts.some((part) => {
    const { value } = part;
    if (!isJsonObject(value)) return false;
    if (value[flag] === true) return true;
    return typeof value['$ref'] === 'string' && asObject(referred(part.root, value['$ref']).value)[flag] === true;
  });
}
