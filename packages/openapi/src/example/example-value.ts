import {
  direct,
  isOtherDirections,
  stated,
  type View,
  viewOf,
  type Conjunction,
  conjunction,
} from '../compare/schema/view.ts';
import { typesOf, valuesOf } from '../compare/schema/values.ts';
import { itemsOf, member } from '../compare/side.ts';
import { exampleNumber } from './example-number.ts';
import { exampleText } from './example-text.ts';
import { NoExample } from './no-example.ts';

/** Levels of nesting to which optional members and items are given, and beyond which nothing is. */
const OPTIONAL_LEVELS = 5;
const MAX_LEVELS = 16;
/** Items and members that are made at most. */
const MAX_MEMBERS = 100;
/** Values that one example may hold, counting all. */
const MAX_VALUES = 2000;

/** How one attempt at an example is made. */
export interface Attempt {
  /** Whether the examples that schemas give are taken. */
  readonly useExamples: boolean;
  /** Which of several alternatives is taken. */
  readonly alternative: number;
  readonly made: { values: number };
}

/** A value that a schema of answers allows, as far as can be seen here; it is still to be checked. @throws NoExample */
export function exampleValue(schema: Conjunction, attempt: Attempt, name = '', level = 0): unknown {
  attempt.made.values += 1;
  if (level > MAX_LEVELS || attempt.made.values > MAX_VALUES) throw new NoExample();
  const view = viewOf(schema, 'response');
  if (view.isNever) throw new NoExample();
  if (attempt.useExamples) {
    const given = givenExample(view);
    if (given) return given.value;
  }
  const [group] = view.groups;
  if (group) {
    const branch = group.branches[attempt.alternative % group.branches.length];
    if (branch === undefined) throw new NoExample();
    const parts = [...schema.parts, direct(branch)];
    return exampleValue({ parts, chosen: new Set([...schema.chosen, group.pointer]) }, attempt, name, level);
  }
  const values = valuesOf(view);
  if (values) {
    const [value] = [...values].toSorted((a, b) => Number(a === 'null') - Number(b === 'null'));
    if (value === undefined) throw new NoExample();
    return JSON.parse(value) as unknown;
  }
  return valueOfType(view, attempt, { name, level });
}

function givenExample(view: View): { readonly value: unknown } | undefined {
  const [single] = stated(view, 'example');
  const [first] = stated(view, 'examples').flatMap(itemsOf);
  return single ?? first;
}

interface Place {
  readonly name: string;
  readonly level: number;
}

function valueOfType(view: View, attempt: Attempt, place: Place): unknown {
  const type = typeOf(view);
  if (type === 'object') return exampleObject(view, attempt, place);
  if (type === 'array') return exampleList(view, attempt, place);
  if (type === 'string') return exampleText(view, place.name);
  if (type === 'boolean') return true;
  if (type === 'null') return null;
  return exampleNumber(view, type === 'integer');
}

function typeOf(view: View): string {
  const types = typesOf(view);
  if (types !== undefined) {
    const type = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'].find((each) => types.has(each));
    if (type === undefined) throw new NoExample();
    return type;
  }
  if (view.properties.size > 0 || view.required.size > 0) return 'object';
  if (stated(view, 'items').length > 0) return 'array';
  return stated(view, 'minimum').length + stated(view, 'maximum').length > 0 ? 'number' : 'string';
}

function exampleObject(view: View, attempt: Attempt, { level }: Place): unknown {
  const members: [string, unknown][] = [];
  const least = Math.max(0, ...numbers(view, 'minProperties'));
  for (const [name, schema] of view.properties) {
    if (isOtherDirections(schema, 'response')) continue;
    const isRequired = view.required.has(name);
    if (!isRequired && level >= OPTIONAL_LEVELS) continue;
    const made = attemptAt(() => exampleValue(schema, attempt, name, level + 1));
    if (made) members.push([name, made.value]);
    else if (isRequired) throw new NoExample();
  }
  for (const name of view.required) {
    if (!view.properties.has(name)) members.push([name, exampleValue(view.additional, attempt, name, level + 1)]);
  }
  for (let i = 1; members.length < least && i <= MAX_MEMBERS; i += 1) {
    members.push([`anggota${i}`, exampleValue(view.additional, attempt, '', level + 1)]);
  }
  return Object.fromEntries(members);
}

function exampleList(view: View, attempt: Attempt, { name, level }: Place): unknown {
  const least = Math.max(0, ...numbers(view, 'minItems'));
  const most = Math.min(Infinity, ...numbers(view, 'maxItems'));
  if (least > MAX_MEMBERS) throw new NoExample();
  const first = stated(view, 'prefixItems').flatMap(itemsOf);
  const items = conjunction(stated(view, 'items'));
  const wanted = Math.min(most, Math.max(least, level < OPTIONAL_LEVELS ? Math.max(1, first.length) : 0));
  const list: unknown[] = [];
  for (let i = 0; i < wanted; i += 1) {
    const schema = i < first.length ? conjunction([first[i]]) : items;
    const made = attemptAt(() => exampleValue(schema, attempt, name, level + 1));
    if (made) list.push(made.value);
    else if (i < least) throw new NoExample();
    else break;
  }
  return list;
}

function attemptAt(make: () => unknown): { readonly value: unknown } | undefined {
  try {
    return { value: make() };
  } catch (error) {
    if (error instanceof NoExample) return undefined;
    throw error;
  }
}

function numbers(view: View, keyword: string): readonly number[] {
  return view.nodes.flatMap((node) => {
    const value = member(node, keyword)?.value;
    return typeof value === 'number' ? [value] : [];
  });
}
