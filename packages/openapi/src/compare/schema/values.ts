import { canonicalJson } from '../../canonical-json.ts';
import { placesOf, type Scope } from './scope.ts';
import { stated, type View } from './view.ts';

const ALL_TYPES = ['null', 'boolean', 'object', 'array', 'number', 'integer', 'string'] as const;

/** The types that a view allows; undefined where it states none. `number` includes `integer`. */
export function typesOf(view: View): ReadonlySet<string> | undefined {
  const lists = stated(view, 'type').map(({ value }) => {
    const types = new Set<string>((Array.isArray(value) ? value : [value]).map(String));
    if (types.has('number')) types.add('integer');
    return types;
  });
  if (lists.length === 0) return undefined;
  return new Set(ALL_TYPES.filter((type) => lists.every((list) => list.has(type))));
}

/** The values that a view allows by `enum` and `const`, as JSON; undefined where it states none. */
export function valuesOf(view: View): ReadonlySet<string> | undefined {
  const enums = stated(view, 'enum').map(({ value }) => (Array.isArray(value) ? value : []).map(canonicalJson));
  const consts = stated(view, 'const').map(({ value }) => [canonicalJson(value)]);
  const [first, ...others] = [...enums, ...consts];
  if (first === undefined) return undefined;
  return new Set(first.filter((value) => others.every((list) => list.includes(value))));
}

/** Types, `enum` and `const`. @returns false where no value is of a type of both, so that nothing else counts */
export function compareValues(before: View, after: View, scope: Scope): boolean {
  compareEnums(before, after, scope);
  const b = typesOf(before);
  const a = typesOf(after);
  const places = placesOf(before, after);
  if (b === undefined && a === undefined) return true;
  if (b === undefined) scope.tell('narrowed', 'type-given', places, shown(a));
  else if (a === undefined) scope.tell('widened', 'type-free', places, shown(b));
  else {
    for (const type of shownTypes(b).filter((each) => !a.has(each))) {
      // What is left of number is integer.
      scope.tell('narrowed', type === 'null' ? 'null-removed' : 'type-removed', places, type);
    }
    for (const type of shownTypes(a).filter((each) => !b.has(each))) {
      scope.tell('widened', type === 'null' ? 'null-added' : 'type-added', places, type);
    }
    return [...b].some((type) => a.has(type));
  }
  return true;
}

function shownTypes(types: ReadonlySet<string>): string[] {
  return [...types].filter((type) => type !== 'integer' || !types.has('number'));
}

function shown(types: ReadonlySet<string> | undefined): string {
  return shownTypes(types ?? new Set()).join(', ');
}

function compareEnums(before: View, after: View, scope: Scope): void {
  const b = valuesOf(before);
  const a = valuesOf(after);
  const places = placesOf(before, after);
  if (b === undefined && a !== undefined) scope.tell('narrowed', 'enum-given', places, [...a].join(', '));
  if (b !== undefined && a === undefined) scope.tell('widened', 'enum-free', places, [...b].join(', '));
  if (b === undefined || a === undefined) return;
  for (const value of b) if (!a.has(value)) scope.tell('narrowed', 'enum-value-removed', places, value);
  for (const value of a) if (!b.has(value)) scope.tell('widened', 'enum-value-added', places, value);
}
