import { toPointer } from '../../json-pointer.ts';
import { compareAlternatives } from './alternatives.ts';
import { compareLimits } from './limits.ts';
import { compareLists } from './lists.ts';
import { compareMembers } from './members.ts';
import { compareOthers } from './others.ts';
import { placesOf, type Scope } from './scope.ts';
import { compareTexts } from './texts.ts';
import { compareValues } from './values.ts';
import { type Conjunction, viewOf } from './view.ts';

/**
 * Compares what two conjunctions of schemas allow (JSON Schema 2020-12), keyword by keyword. A pair that is met again
 * while it is compared (schemas refer to themselves) is the same if everything else is.
 */
export function compareSchemas(before: Conjunction, after: Conjunction, scope: Scope): void {
  const pair = `${keyOf(before)}|${keyOf(after)}`;
  if (scope.seen.has(pair)) return;
  scope.seen.add(pair);
  const b = viewOf(before, scope.direction);
  const a = viewOf(after, scope.direction);
  scope.spend(1 + b.nodes.length + a.nodes.length);
  if (b.isNever || a.isNever) {
    if (!b.isNever) scope.tell('narrowed', 'schema-refused', placesOf(b, a));
    if (!a.isNever) scope.tell('widened', 'schema-allowed', placesOf(b, a));
    return;
  }
  if (b.groups.length > 0 || a.groups.length > 0) {
    compareAlternatives({ conjunction: before, view: b }, { conjunction: after, view: a }, scope);
    return;
  }
  if (!compareValues(b, a, scope)) return;
  compareLimits(b, a, scope);
  compareTexts(b, a, scope);
  compareMembers(b, a, scope);
  compareLists(b, a, scope);
  compareOthers(b, a, scope);
}

function keyOf({ parts, chosen }: Conjunction): string {
  return [...parts.map(({ path }) => toPointer(path)), ...[...chosen].map((pointer) => `~${pointer}`)]
    .toSorted()
    .join(' ');
}
