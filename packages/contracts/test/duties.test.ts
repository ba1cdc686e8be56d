import { describe, expect, it } from '@jest/globals';
import { type Act, APART, clashOf, covers, DUTIES, type Duty, objectionTo, type Role, ROLES } from '../src/duties.ts';

const ACTS = Object.keys(DUTIES) as Act[];
const MATTER = { member: 'GOV/1871-DPMPTSP', region: '18.71' };
/** A scope, and whether it reaches the matter. */
const SCOPES: readonly (readonly [string | undefined, boolean])[] = [
  [undefined, true],
  ['18', true],
  ['18.71', true],
  ['GOV/1871-DPMPTSP', true],
  ['18.7', false],
  ['18.71.01', false],
  ['18.72', false],
  ['1', false],
  ['GOV/1871-DISDUKCAPIL', false],
  ['GOV', false],
];
/** The table in words of its own: a right that is added or moved must be changed here too. */
const WHO: Record<Act, string> = {
  'people:read': 'operator auditor',
  'people:invite': 'operator',
  'people:grant': 'operator',
  'people:remove': 'operator',
  'key:read': 'operator integrator data-steward auditor',
  'key:request': 'integrator',
  'key:decide': 'operator data-steward',
  'key:revoke': 'operator',
  'bus-key:rotate': 'operator',
  'region:apply': 'operator',
  'member:write': 'operator',
  'registry:write': 'operator integrator',
  'link:allow': 'operator',
  'agreement:request': 'integrator',
  'agreement:decide': 'data-steward',
  'agreement:decide-personal': 'data-steward privacy-officer',
  'agreement:provide': 'operator',
  'agreement:provide-personal': 'operator',
  'agreement:suspend': 'operator data-steward',
  'agreement:revoke': 'operator',
  'delegation:decide': 'data-steward',
  'template:write': 'operator data-steward',
  'audit:read': 'auditor',
  'audit:export': 'auditor',
  'hold:place': 'auditor privacy-officer',
  'erasure:decide': 'privacy-officer',
  'log:watch': 'watcher auditor',
};

const holder = (role: Role, scope?: string) => ({ id: 'me', grants: [{ role, scope }] });

describe('the table of duties', () => {
  it.each(ACTS.flatMap((act) => ROLES.map((role) => [act, role] as const)))('%s by %s', (act, role) => {
    const may = WHO[act].split(' ').includes(role);
    for (const [scope, reaches] of SCOPES) {
      const expected = may ? (reaches ? undefined : 'scope') : 'role';
      expect(objectionTo(act, MATTER, holder(role, scope))).toBe(expected);
    }
    if (!may) return;
    const duty: Duty = DUTIES[act];
    const own = objectionTo(act, { ...MATTER, requestedBy: 'me' }, holder(role));
    expect(own).toBe(duty.notOwnRequest === true ? 'own-request' : undefined);
    const again = objectionTo(act, { ...MATTER, agreedBy: ['me'] }, holder(role));
    expect(again).toBe(duty.people === undefined ? undefined : 'already-agreed');
    expect(
      objectionTo(act, { ...MATTER, requestedBy: 'another', agreedBy: ['another'] }, holder(role)),
    ).toBeUndefined();
  });

  it('lets nobody decide who holds no role', () => {
    for (const act of ACTS) expect(objectionTo(act, MATTER, { id: 'me', grants: [] })).toBe('role');
  });

  it('has no decision that one person could both ask for and make', () => {
    for (const act of ACTS.filter((name) => /:(decide|provide|export|grant|place)/.test(name))) {
      expect(DUTIES[act]).toHaveProperty('notOwnRequest', true);
    }
  });

  it('needs two people for holds, erasure, bulk export and specific personal data', () => {
    const two = ACTS.filter((act) => 'people' in DUTIES[act]);
    expect(two).toEqual([
      'agreement:decide-personal',
      'agreement:provide-personal',
      'audit:export',
      'hold:place',
      'erasure:decide',
    ]);
  });

  it('never lets a matter of the whole region be decided by a scope within it', () => {
    expect(covers('18', {})).toBe(false);
    expect(covers('GOV/1871-DPMPTSP', {})).toBe(false);
    expect(covers(undefined, {})).toBe(true);
  });
});

describe('roles that nobody holds together', () => {
  it.each(ROLES.flatMap((a) => ROLES.map((b) => [a, b] as const)))('%s and %s', (a, b) => {
    const apart = APART.some((pair) => pair.includes(a) && pair.includes(b) && a !== b);
    expect(clashOf([a, b]) !== undefined).toBe(apart);
  });

  it('lets no role that writes audit', () => {
    const reads = new Set<Act>(['people:read', 'key:read', 'audit:read', 'audit:export', 'hold:place', 'log:watch']);
    const writers = ROLES.filter((role) => ACTS.some((act) => !reads.has(act) && WHO[act].split(' ').includes(role)));
    for (const writer of writers.filter((role) => role !== 'privacy-officer')) {
      expect(clashOf(['auditor', writer])).toEqual(['auditor', writer]);
    }
  });
});
