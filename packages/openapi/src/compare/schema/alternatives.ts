import { canonicalJson } from '../../canonical-json.ts';
import { isJsonObject } from '../../json-object.ts';
import { toPointer } from '../../json-pointer.ts';
import { member, membersOf, type Part } from '../side.ts';
import { areDisjoint } from './disjoint.ts';
import { isSame } from './same.ts';
import { placesOf, type Scope } from './scope.ts';
import { type Conjunction, direct, type Group, stated, type View } from './view.ts';

interface Side {
  readonly conjunction: Conjunction;
  readonly view: View;
}

/** One way to satisfy a conjunction: everything else in it, and one branch of its first group. */
interface Alternative {
  readonly whole: Conjunction;
  /** Undefined where the conjunction has no group, so that it is its own only alternative. */
  readonly branch: Part | undefined;
}

/**
 * Compares conjunctions of which at least one has alternatives: each alternative before is compared with the one after
 * that stands for it. A schema without alternatives counts as one, so `X` and `oneOf: [X, Y]` can be compared.
 */
export function compareAlternatives(before: Side, after: Side, scope: Scope): void {
  const [b] = before.view.groups;
  const [a] = after.view.groups;
  const places = placesOf({ path: b?.path ?? before.view.path }, { path: a?.path ?? after.view.path });
  compareKinds(b, a, { scope, places });
  compareDiscriminators(before.view, after.view, scope);
  const { pairs, removed, added } = pairUp(alternativesOf(before, b), alternativesOf(after, a), scope);
  const changes = scope.changes;
  for (const [one, other] of pairs) scope.compare(one.whole, other.whole);
  for (const { branch } of removed) {
    scope.tell(
      'narrowed',
      'alternative-removed',
      { before: branch?.path ?? places.before, after: places.after },
      nameOf(branch),
    );
  }
  for (const { branch } of added) {
    scope.tell(
      'widened',
      'alternative-added',
      { before: places.before, after: branch?.path ?? places.after },
      nameOf(branch),
    );
  }
  const isChanged = removed.length + added.length > 0 || scope.changes > changes;
  // Of oneOf exactly one may match, so a branch that grew or came may take values from another.
  const groups = [b, a].filter((group) => group?.kind === 'oneOf');
  if (isChanged && groups.some((group) => group !== undefined && !areDisjoint(group.branches, scope.direction))) {
    scope.tell('unclear', 'alternatives-overlap', places);
  }
}

function compareKinds(
  before: Group | undefined,
  after: Group | undefined,
  { scope, places }: { readonly scope: Scope; readonly places: ReturnType<typeof placesOf> },
): void {
  if (before === undefined || after === undefined || before.kind === after.kind) return;
  const exclusive = before.kind === 'oneOf' ? before : after;
  if (areDisjoint(exclusive.branches, scope.direction)) return;
  if (after.kind === 'oneOf') scope.tell('narrowed', 'alternatives-exclusive', places);
  else scope.tell('widened', 'alternatives-inclusive', places);
}

function alternativesOf({ conjunction: { parts, chosen } }: Side, group: Group | undefined): readonly Alternative[] {
  if (group === undefined) return [{ whole: { parts, chosen }, branch: undefined }];
  return group.branches.map((branch) => ({
    whole: { parts: [...parts, direct(branch)], chosen: new Set([...chosen, group.pointer]) },
    branch,
  }));
}

interface Pairing {
  readonly pairs: readonly (readonly [Alternative, Alternative])[];
  readonly removed: readonly Alternative[];
  readonly added: readonly Alternative[];
}

/** Finds which alternative stands for which: the same, of the same name, one that breaks nothing, then what is left. */
function pairUp(before: readonly Alternative[], after: readonly Alternative[], scope: Scope): Pairing {
  const pairs: (readonly [Alternative, Alternative])[] = [];
  const removed = [...before];
  const added = [...after];
  const match = (fits: (one: Alternative, other: Alternative) => boolean): void => {
    for (const one of removed.slice()) {
      const found = added.findIndex((other) => fits(one, other));
      const other = added[found];
      if (other === undefined) continue;
      pairs.push([one, other]);
      added.splice(found, 1);
      removed.splice(removed.indexOf(one), 1);
    }
  };
  match(({ branch: one }, { branch: other }) => one !== undefined && other !== undefined && isSame(one, other));
  match(({ branch: one }, { branch: other }) => identityOf(one) !== undefined && identityOf(one) === identityOf(other));
  const isCovered = (one: Alternative, other: Alternative): boolean =>
    !scope.wouldBreak((trial) => trial.compare(one.whole, other.whole));
  match(isCovered);
  if (removed.length === 1 && added.length === 1) match(() => true);
  // What is left may still be allowed by an alternative that already stands for another.
  const isRequest = scope.direction === 'request';
  return {
    pairs,
    removed: removed.filter((one) => !isRequest || !after.some((other) => isCovered(one, other))),
    added: added.filter((other) => isRequest || !before.some((one) => isCovered(one, other))),
  };
}

/** What a branch is called: the schema that it refers to, or its title. */
function identityOf(branch: Part | undefined): string | undefined {
  if (!isJsonObject(branch?.value)) return undefined;
  const { $ref: reference, title } = branch.value;
  if (typeof reference === 'string') return reference;
  return typeof title === 'string' ? `title ${title}` : undefined;
}

function nameOf(branch: Part | undefined): string {
  return (
    identityOf(branch)?.replace(/^(?:title |.*\/)/, '') ??
    (branch === undefined ? '' : toPointer(branch.path.slice(-2)))
  );
}

/** A discriminator names the branch that a message means (OpenAPI, Discriminator Object). */
function compareDiscriminators(before: View, after: View, scope: Scope): void {
  const [b] = stated(before, 'discriminator');
  const [a] = stated(after, 'discriminator');
  const places = placesOf({ path: b?.path ?? before.path }, { path: a?.path ?? after.path });
  if (b === undefined && a === undefined) return;
  if (b === undefined || a === undefined || nameIn(b) !== nameIn(a)) {
    scope.tell('unclear', 'discriminator-changed', places, `${nameIn(b)} → ${nameIn(a)}`);
    return;
  }
  const now = new Map(
    membersOf(member(a, 'mapping')).map(([value, { value: schema }]) => [value, canonicalJson(schema)]),
  );
  const was = new Map(
    membersOf(member(b, 'mapping')).map(([value, { value: schema }]) => [value, canonicalJson(schema)]),
  );
  for (const [value, schema] of was) {
    if (!now.has(value)) scope.tell('narrowed', 'discriminator-changed', places, value);
    else if (now.get(value) !== schema) scope.tell('unclear', 'discriminator-changed', places, value);
  }
  for (const value of now.keys()) if (!was.has(value)) scope.tell('widened', 'discriminator-changed', places, value);
}

function nameIn(discriminator: Part | undefined): string {
  return discriminator === undefined ? '-' : String(member(discriminator, 'propertyName')?.value);
}
