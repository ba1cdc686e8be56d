import { placesOf, type Scope } from './scope.ts';
import { stated, type View } from './view.ts';

/** Keywords that bound a number from below or above; what is absent bounds nothing. */
const BOUNDS: readonly (readonly [keyword: string, side: 'lower' | 'upper'])[] = [
  ['minLength', 'lower'],
  ['maxLength', 'upper'],
  ['minItems', 'lower'],
  ['maxItems', 'upper'],
  ['minProperties', 'lower'],
  ['maxProperties', 'upper'],
];

/** Limits of numbers, texts, lists and objects. */
export function compareLimits(before: View, after: View, scope: Scope): void {
  for (const [keyword, side] of BOUNDS) {
    const none = side === 'lower' ? 0 : Infinity;
    tellBound(bound(before, [keyword], side) ?? none, bound(after, [keyword], side) ?? none, side, keyword);
  }
  for (const side of ['lower', 'upper'] as const) {
    const [closed, open] = side === 'lower' ? ['minimum', 'exclusiveMinimum'] : ['maximum', 'exclusiveMaximum'];
    const none = side === 'lower' ? -Infinity : Infinity;
    tellBound(bound(before, [closed, open], side) ?? none, bound(after, [closed, open], side) ?? none, side, closed);
  }
  compareMultiples(before, after, scope);
  compareUnique(before, after, scope);

  function tellBound(b: number, a: number, side: 'lower' | 'upper', keyword: string): void {
    if (a === b) return;
    const isNarrower = side === 'lower' ? a > b : a < b;
    const what = `${keyword} ${Number.isFinite(b) ? b : '-'} → ${Number.isFinite(a) ? a : '-'}`;
    const rule = isNarrower ? 'limit-narrowed' : 'limit-widened';
    scope.tell(isNarrower ? 'narrowed' : 'widened', rule, placesOf(before, after), what);
  }
}

/** The strictest bound; one that excludes its own value is taken as the next number beyond it. */
function bound(view: View, [closed, open]: readonly string[], side: 'lower' | 'upper'): number | undefined {
  const numbers = (keyword: string | undefined): number[] =>
    keyword === undefined
      ? []
      : stated(view, keyword).flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  const beyond = numbers(open).map((value) => nextBeyond(value, side));
  const all = [...numbers(closed), ...beyond];
  if (all.length === 0) return undefined;
  return side === 'lower' ? Math.max(...all) : Math.min(...all);
}

/** A number that stands for "beyond this one": further than it, nearer than any other that a contract writes. */
function nextBeyond(value: number, side: 'lower' | 'upper'): number {
  const step = Math.max(Math.abs(value), 1) * Number.EPSILON;
  return side === 'lower' ? value + step : value - step;
}

function compareMultiples(before: View, after: View, scope: Scope): void {
  const b = numbersOf(before, 'multipleOf');
  const a = numbersOf(after, 'multipleOf');
  if (String(b) === String(a)) return;
  const isCovered = (one: readonly number[], other: readonly number[]): boolean =>
    one.every((divisor) => other.some((each) => isMultiple(each, divisor)));
  // What is a multiple of ten is one of five.
  const isWider = isCovered(a, b);
  const isNarrower = isCovered(b, a);
  const effect = isWider ? 'widened' : isNarrower ? 'narrowed' : 'unclear';
  if (isWider && isNarrower) return;
  scope.tell(effect, 'multiple-changed', placesOf(before, after), a.join(', ') || '-');
}

function isMultiple(value: number, divisor: number): boolean {
  const quotient = value / divisor;
  return Math.abs(quotient - Math.round(quotient)) <= Number.EPSILON * Math.max(1, Math.abs(quotient));
}

function numbersOf(view: View, keyword: string): readonly number[] {
  return stated(view, keyword).flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
}

function compareUnique(before: View, after: View, scope: Scope): void {
  const isUnique = (view: View): boolean => stated(view, 'uniqueItems').some(({ value }) => value === true);
  if (isUnique(before) === isUnique(after)) return;
  if (isUnique(after)) scope.tell('narrowed', 'unique-items-demanded', placesOf(before, after));
  else scope.tell('widened', 'unique-items-free', placesOf(before, after));
}
