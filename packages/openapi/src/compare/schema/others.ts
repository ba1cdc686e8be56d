import { canonicalJson } from '../../canonical-json.ts';
import type { Part } from '../side.ts';
import { namesOf } from './members.ts';
import { isSame } from './same.ts';
import { placesOf, type Scope } from './scope.ts';
import { conjunction, stated, type View } from './view.ts';

/** Keywords of which only whether they changed is found, not what the change allows. */
const OPAQUE = [
  'contains',
  'contentSchema',
  'dependentRequired',
  'dependentSchemas',
  'else',
  'if',
  'maxContains',
  'minContains',
  'patternProperties',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
  'xml',
] as const;

/** What is left of a schema's keywords. */
export function compareOthers(before: View, after: View, scope: Scope): void {
  for (const keyword of OPAQUE) {
    if (!areSame(stated(before, keyword), stated(after, keyword))) {
      scope.tell('unclear', 'keyword-changed', placesOf(before, after), keyword);
    }
  }
  scope.compare(namesOf(before), namesOf(after));
  compareNots(before, after, scope);
  compareDefaults(before, after, scope);
}

function areSame(before: readonly Part[], after: readonly Part[]): boolean {
  return (
    before.length === after.length && before.every((part, i) => isSame(part, after[i] ?? { ...part, value: null }))
  );
}

function compareNots(before: View, after: View, scope: Scope): void {
  const b = stated(before, 'not');
  const a = stated(after, 'not');
  if (areSame(b, a)) return;
  const places = placesOf(before, after);
  if (b.length === 1 && a.length === 1) scope.inverted.compare(conjunction(b), conjunction(a));
  else if (b.length === 0) scope.tell('narrowed', 'not-added', places);
  else if (a.length === 0) scope.tell('widened', 'not-removed', places);
  else scope.tell('unclear', 'keyword-changed', places, 'not');
}

/** A default is what the receiver assumes where nothing was sent (OpenAPI 3.0, Schema Object). */
function compareDefaults(before: View, after: View, scope: Scope): void {
  const [b] = stated(before, 'default').map(({ value }) => canonicalJson(value));
  const [a] = stated(after, 'default').map(({ value }) => canonicalJson(value));
  if (b === a) return;
  const places = placesOf(before, after);
  if (b === undefined) scope.tell('neutral', 'default-added', places, a);
  else scope.tell('unclear', 'default-changed', places, `${b} → ${a ?? '-'}`);
}
