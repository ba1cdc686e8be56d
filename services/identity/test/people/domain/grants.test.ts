import { describe, expect, it } from '@jest/globals';
import { type GrantedRole, MAX_GRANTS, ROLES } from '@simpul/contracts';
import fc from 'fast-check';
import { checkedGrants, differenceOf, isSameRoles, matterOf, nameOf } from '../../../src/people/domain/grants.ts';

const MEMBERS = new Map([
  ['GOV/1871-DPMPTSP', '18.71'],
  ['COM/BANK', undefined],
]);

const grant: fc.Arbitrary<GrantedRole> = fc.record(
  { role: fc.constantFrom('watcher' as const, 'operator' as const), scope: fc.constantFrom('18', '18.71', 'COM/BANK') },
  { requiredKeys: ['role'] },
);
const grants = fc.array(grant, { maxLength: MAX_GRANTS });

describe('grants', () => {
  it('are about a region, about a member in its region, or about everything', () => {
    expect(matterOf({ role: 'watcher' }, MEMBERS)).toEqual({});
    expect(matterOf({ role: 'watcher', scope: '18.71' }, MEMBERS)).toEqual({ region: '18.71' });
    expect(matterOf({ role: 'watcher', scope: 'GOV/1871-DPMPTSP' }, MEMBERS)).toEqual({
      member: 'GOV/1871-DPMPTSP',
      region: '18.71',
    });
    expect(matterOf({ role: 'watcher', scope: 'COM/BANK' }, MEMBERS).region).toBeUndefined();
  });

  it.each(['', '1', '18.7', '18.71.01.4000', '18.71.', 'GOV/NONE', 'GOV', 'ID-LA/GOV/1871-DPMPTSP'])(
    'are refused for the scope %j',
    (scope) => {
      expect(() => checkedGrants([{ role: 'watcher', scope }], MEMBERS)).toThrow();
    },
  );

  it('come in one order, each once, whatever the order that they were given in', () => {
    fc.assert(
      fc.property(grants, (given) => {
        const checked = checkedGrants(given, MEMBERS);
        expect(checked).toEqual(checkedGrants(given.toReversed(), MEMBERS));
        expect(new Set(checked.map(nameOf))).toEqual(new Set(given.map(nameOf)));
        expect(checked.length).toBe(new Set(given.map(nameOf)).size);
      }),
    );
  });

  it('become others by what is given and taken, and nothing else', () => {
    fc.assert(
      fc.property(grants, grants, (...lists) => {
        const [before = [], after = []] = lists.map((list) => checkedGrants(list, MEMBERS));
        const { given, taken } = differenceOf(before, after);
        const names = new Set(before.map(nameOf));
        for (const one of taken) expect(names.delete(nameOf(one))).toBe(true);
        for (const one of given) names.add(nameOf(one));
        expect(names).toEqual(new Set(after.map(nameOf)));
        expect(isSameRoles(before, after)).toBe(given.length + taken.length === 0);
      }),
    );
  });

  it('of all roles have names that fit a leaf with the longest scope', () => {
    const scope = `${'C'.repeat(100)}/${'M'.repeat(100)}`;
    for (const role of ROLES) expect(`${'x'.repeat(43)} +${nameOf({ role, scope })}`.length).toBeLessThan(500);
  });
});
