import { requireDuty } from '@simpul/bus';
import type { Act, Actor, Expected, Matter, Resource } from '@simpul/contracts';
import { type Fault, REGISTRY, SimpulError } from '@simpul/errors';
import { isDeepStrictEqual } from 'node:util';
import { kindOf } from '../resources/all-resources.ts';
import { schemaFaults } from '../resources/check-entry.ts';
import type { Entry, Kind, Step } from '../resources/resource.ts';
import type { Change } from '../store/registry-store.ts';
import type { Kept, Registry } from '../store/snapshot.ts';
import type { Decision } from '../writer.ts';
import { leafOf } from './leaf-of.ts';
import { locate, matterOf, requireExpected, requireOfApi, unknownObject } from './locate.ts';
import { type Circumstances, circumstancesOf } from './circumstances.ts';

/** A change that a caller asks for. */
export interface Wish {
  readonly kind: Resource;
  readonly id: string;
  readonly expected: Expected;
  readonly actor: Actor;
  /** What the entry shall be. @param before - what it is */
  readonly entryOf: (before: Entry | undefined) => unknown;
}

/** What was decided. */
export interface Decided {
  readonly step: Step<Resource>;
  /** As it was before. */
  readonly known: Kept<Resource> | undefined;
  readonly where: Circumstances;
}

/** Holds a decided change against what only some kinds know. @throws SimpulError where it must not be made */
export type Examine = (kind: Resource, step: Step<Resource>, where: Circumstances) => void;

/** Members of an answer that a body may repeat, and that the registry alone gives. */
const GIVEN = new Set(['id', 'managedBy', 'revision', 'updatedAt', 'record', 'deprecatedAt', 'contract']);

/**
 * Decides on a change of an object: who asks, what is known, what it shall be.
 * @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_REGISTRY_*`
 */
export function decideChange(wish: Wish, registry: Registry, examine: Examine): Decision<Decided> {
  const { kind, actor, expected } = wish;
  const where = circumstancesOf(registry, Date.now());
  const rules = kindOf(kind);
  const id = locate(kind, wish.id, where);
  const known: Kept<Resource> | undefined = registry.entry(kind, id);
  const matter = matterOf(kind, id, where);
  if (known !== undefined || kind !== 'member') requireDuty(rules.write, matter, actor);
  requireParent(rules, id, registry);
  requireExpected(kind, id, known, expected);
  requireOfApi(known);
  const before = known?.value;
  const entry = readEntry(rules, id, wish.entryOf(before && rules.toEntry(before, where)));
  const after = rules.toValue(entry, id, before, where);
  const step: Step<Resource> = { id, before, after };
  requireDuties([rules.write, ...rules.acts(step)], mattersOf(kind, step, matter), actor);
  refuseFaults([...rules.faults(step, where)]);
  const decided = { step, known, where };
  const leaf = leafOf(kind, known === undefined ? 'create' : 'update', step);
  if (isDeepStrictEqual(before, after)) return { changes: [], leaf, result: decided };
  const also = rules.also(step, where);
  examine(kind, step, where);
  const change = { kind, id, managedBy: 'api', value: after } as Change;
  return { changes: [change, ...also], leaf, result: decided };
}

/**
 * Decides on the removal of an object that nothing needs.
 * @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_REGISTRY_*`
 */
export function decideRemoval(wish: Omit<Wish, 'entryOf'>, registry: Registry): Decision<undefined> {
  const { kind, actor, expected } = wish;
  const where = circumstancesOf(registry, Date.now());
  const rules = kindOf(kind);
  const id = locate(kind, wish.id, where);
  requireDuty(rules.write, matterOf(kind, id, where), actor);
  const known: Kept<Resource> | undefined = registry.entry(kind, id);
  if (known === undefined) throw unknownObject(kind, id);
  requireExpected(kind, id, known, expected);
  requireOfApi(known);
  const also = rules.removal(known, where);
  const leaf = leafOf(kind, 'delete', { id, before: known.value, after: known.value });
  return { changes: [...also, { kind, id, managedBy: 'api' }], leaf, result: undefined };
}

/** What it belongs to is there and, where that matters, is not the file's. */
function requireParent(rules: Kind<Resource>, id: string, registry: Registry): void {
  const parent = rules.parent(id);
  if (parent === undefined) return;
  const kept = registry.entry(parent.kind, parent.id);
  if (kept === undefined) throw unknownObject(parent.kind, parent.id);
  if (parent.strict) requireOfApi(kept);
}

/** The entry without what the registry gives, with what its address says, held against its schema. */
function readEntry(rules: Kind<Resource>, id: string, body: unknown): Entry {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid([{ place: '', rule: 'type', detail: 'expected an object' }]);
  }
  const given = Object.entries(body).filter(([name]) => !GIVEN.has(name));
  const address = Object.entries(rules.ofAddress(id));
  const entry = Object.fromEntries([...address, ...given]) as Entry;
  refuseFaults([
    ...address.flatMap(([name, value]) =>
      entry[name] === value ? [] : [{ place: `/${name}`, rule: 'address', detail: 'expected what the address says' }],
    ),
    ...schemaFaults(rules.schema, entry),
  ]);
  return entry;
}

/** A member that moves to another part of the region concerns both. */
function mattersOf(kind: Resource, { after }: Step<Resource>, matter: Matter): readonly Matter[] {
  if (kind !== 'member') return [matter];
  const region = 'region' in after ? after.region : undefined;
  return matter.region === undefined || matter.region === region
    ? [{ ...matter, region }]
    : [matter, { ...matter, region }];
}

function requireDuties(acts: readonly Act[], matters: readonly Matter[], actor: Actor): void {
  for (const act of acts) for (const matter of matters) requireDuty(act, matter, actor);
}

function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length > 0) throw invalid(faults);
}

function invalid(faults: readonly Fault[]): SimpulError {
  return new SimpulError(REGISTRY.INVALID, { faults });
}
