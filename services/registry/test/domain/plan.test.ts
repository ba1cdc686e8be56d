import { describe, expect, it } from '@jest/globals';
import type { PlanEntry, RegistryObject } from '@simpul/contracts';
import fc from 'fast-check';
import { keyOf, planChanges } from '../../src/domain/plan.ts';
import { agreementOf, groupOf, memberOf, objects, settingsOf } from '../sample-objects.ts';

type Registry = ReadonlyMap<string, RegistryObject>;

const registryOf = (held: readonly RegistryObject[]): Registry =>
  new Map(held.map((object) => [keyOf(object), object]));

/** Does what a plan says. */
function carryOut(current: Registry, plan: readonly PlanEntry[], wanted: readonly RegistryObject[]): Registry {
  const next = new Map(current);
  for (const entry of plan) {
    const object = wanted.find((each) => keyOf(each) === keyOf(entry));
    if (entry.action === 'delete') next.delete(keyOf(entry));
    else if (entry.action !== 'keep' && object !== undefined) next.set(keyOf(entry), object);
  }
  return next;
}

describe('a plan', () => {
  it('carried out makes the registry equal to the file, with prune', () => {
    fc.assert(
      fc.property(objects, objects, (held, wanted) => {
        const current = registryOf(held);
        expect(carryOut(current, planChanges(current, wanted, true), wanted)).toEqual(registryOf(wanted));
      }),
    );
  });

  it('without prune keeps what the file does not name, and says so', () => {
    fc.assert(
      fc.property(objects, objects, (held, wanted) => {
        const current = registryOf(held);
        const plan = planChanges(current, wanted, false);
        expect(carryOut(current, plan, wanted)).toEqual(registryOf([...held, ...wanted]));
        const unnamed = held.filter((object) => !registryOf(wanted).has(keyOf(object)));
        const kept = plan.filter(({ action }) => action === 'keep');
        expect(new Set(kept.map(keyOf))).toEqual(new Set(unnamed.map(keyOf)));
      }),
    );
  });

  it('for what was carried out is empty', () => {
    fc.assert(
      fc.property(objects, objects, (held, wanted) => {
        const current = registryOf(held);
        const after = carryOut(current, planChanges(current, wanted, true), wanted);
        expect(planChanges(after, wanted, true)).toEqual([]);
      }),
    );
  });

  it('names each object at most once, and nothing that stays as it is', () => {
    fc.assert(
      fc.property(objects, objects, fc.boolean(), (held, wanted, prune) => {
        const plan = planChanges(registryOf(held), wanted, prune);
        expect(new Set(plan.map(keyOf)).size).toBe(plan.length);
        const copy = JSON.parse(JSON.stringify(held)) as RegistryObject[];
        expect(planChanges(registryOf(held), copy, prune)).toEqual([]);
      }),
    );
  });

  it('puts what others name first', () => {
    const wanted = [agreementOf('P'), groupOf('g'), memberOf('B'), settingsOf(), memberOf('A')];
    const kinds = planChanges(new Map(), wanted, false).map(({ kind, id }) => `${kind} ${id}`);
    expect(kinds).toEqual(['settings region', 'member ID-LA/GOV/A', 'member ID-LA/GOV/B', 'group g', 'agreement P']);
  });

  it('names the members that differ, also those that come or go', () => {
    const current = registryOf([agreementOf('P', { legalBasis: 'old', quota: { perMinute: 1 } })]);
    const wanted = [agreementOf('P', { legalBasis: 'new', onBehalfOf: 'ID-LA/GOV/C' })];
    expect(planChanges(current, wanted, false)).toEqual([
      { action: 'update', kind: 'agreement', id: 'P', fields: ['legalBasis', 'onBehalfOf', 'quota'] },
    ]);
  });

  it('does not mind the order of members', () => {
    const { kind, id, value } = memberOf('A');
    const turned = { kind, id, value: Object.fromEntries(Object.entries(value).toReversed()) } as RegistryObject;
    expect(planChanges(registryOf([memberOf('A')]), [turned], true)).toEqual([]);
  });
});
