import { placesOf, type Scope } from './scope.ts';
import { type Conjunction, conjunction, isFlagged, isOtherDirections, stated, type View, viewOf } from './view.ts';

/** Members of objects: which there are, which must be there, and what others there may be. */
export function compareMembers(before: View, after: View, scope: Scope): void {
  const isClosed = (view: View): boolean => viewOf(view.additional, scope.direction).isNever;
  const closed = { before: isClosed(before), after: isClosed(after) };
  for (const [name, schema] of before.properties) {
    const now = after.properties.get(name);
    if (now === undefined) compareRemoved(name, { before, after, schema, isClosed: closed.after }, scope);
    else compareKept(name, schema, now, scope);
  }
  for (const [name, schema] of after.properties) {
    if (!before.properties.has(name)) {
      compareAdded(name, { before, after, schema, isClosed: closed.before }, scope);
    }
  }
  compareRequired(before, after, scope);
  const places = {
    before: before.additional.parts[0]?.path ?? before.path,
    after: after.additional.parts[0]?.path ?? after.path,
  };
  if (closed.before === closed.after) scope.compare(before.additional, after.additional);
  else if (closed.after) scope.tell('narrowed', 'additional-refused', places);
  else scope.tell('widened', 'additional-allowed', places);
}

interface OneSided {
  readonly before: View;
  readonly after: View;
  readonly schema: Conjunction;
  /** Whether the side that does not name the member refuses it. */
  readonly isClosed: boolean;
}

function compareKept(name: string, before: Conjunction, after: Conjunction, scope: Scope): void {
  const was = isOtherDirections(before, scope.direction);
  const is = isOtherDirections(after, scope.direction);
  const places = { before: before.parts[0]?.path, after: after.parts[0]?.path };
  if (!was && is) {
    // It should no longer be sent, or will no longer be answered.
    const isRequest = scope.direction === 'request';
    scope.tell(
      isRequest ? 'narrowed' : 'widened',
      isRequest ? 'property-read-only' : 'property-write-only',
      places,
      name,
    );
  }
  if (was || is) return;
  if (!isFlagged(before, 'deprecated') && isFlagged(after, 'deprecated')) {
    scope.tell('neutral', 'property-deprecated', places, name);
  }
  scope.compare(before, after);
}

function compareAdded(name: string, { before, after, schema, isClosed }: OneSided, scope: Scope): void {
  if (isOtherDirections(schema, scope.direction)) return;
  const places = { before: before.path, after: schema.parts[0]?.path ?? after.path };
  // What no value satisfies may not be there at all.
  if (viewOf(schema, scope.direction).isNever) {
    if (!isClosed) scope.tell('narrowed', 'property-refused', places, name);
    return;
  }
  if (isClosed) scope.tell('widened', 'property-added-to-closed', places, name);
  else if (!after.required.has(name)) scope.tell('neutral', 'property-added', places, name);
  // A schema for all other members was one for this member.
  if (!isClosed && before.additional.parts.length > 0) scope.compare(before.additional, schema);
}

function compareRemoved(name: string, { before, after, schema, isClosed }: OneSided, scope: Scope): void {
  if (isOtherDirections(schema, scope.direction)) return;
  const places = { before: schema.parts[0]?.path ?? before.path, after: after.path };
  if (viewOf(schema, scope.direction).isNever) {
    if (!isClosed) scope.tell('widened', 'additional-allowed', places);
    return;
  }
  if (scope.direction === 'request') {
    // Where others are allowed it may still be sent, but whether it still counts cannot be seen.
    if (isClosed) scope.tell('narrowed', 'property-refused', places, name);
    else scope.tell('unclear', 'property-removed', places, name);
  } else {
    // What was optional could always be absent; that it never comes again may yet matter.
    scope.tell(before.required.has(name) ? 'widened' : 'unclear', 'property-removed', places, name);
  }
  if (!isClosed && after.additional.parts.length > 0) scope.compare(schema, after.additional);
}

function compareRequired(before: View, after: View, scope: Scope): void {
  const places = placesOf(before, after);
  for (const name of after.required) {
    if (before.required.has(name)) continue;
    const isNew = after.properties.has(name) && !before.properties.has(name);
    scope.tell('narrowed', isNew ? 'property-required-added' : 'property-required', places, name);
  }
  for (const name of before.required) {
    if (after.required.has(name)) continue;
    const isGone = before.properties.has(name) && !after.properties.has(name);
    // What became part of the other direction alone is told there.
    const turned = isOtherDirections(after.properties.get(name), scope.direction);
    if (!isGone && !turned) scope.tell('widened', 'property-optional', places, name);
  }
}

/** The schema that all names of members must keep to. */
export function namesOf(view: View): Conjunction {
  return conjunction(stated(view, 'propertyNames'));
}
