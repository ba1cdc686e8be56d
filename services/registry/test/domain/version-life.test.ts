import { describe, expect, it } from '@jest/globals';
import { type Version, VERSION_STATES, type VersionState } from '@simpul/contracts';
import { type Condition, objectionTo } from '../../src/domain/version-life.ts';

const DAY = '2026-06-01';
const GOOD: Condition = { day: DAY, lacksContract: false, lacksAddress: false };
const versionIn = (state: VersionState, more: Partial<Version> = {}): Version => ({
  service: 'ID-LA/GOV/A/a/s',
  version: '1.0.0',
  state,
  ...(state === 'deprecated' && { sunset: DAY }),
  ...more,
});
/** The table in words of its own: a step that is added must be added here too. */
const LIFE: Readonly<Record<VersionState, string>> = {
  draft: 'draft sandbox active',
  sandbox: 'draft sandbox active retired',
  active: 'active deprecated retired',
  deprecated: 'active deprecated retired',
  retired: 'retired',
};

describe('the life of a version', () => {
  it.each(VERSION_STATES.flatMap((from) => VERSION_STATES.map((to) => [from, to] as const)))('%s to %s', (from, to) => {
    const may = LIFE[from].split(' ').includes(to);
    expect(objectionTo(versionIn(from), versionIn(to), GOOD) === undefined).toBe(may);
  });

  it.each<[string, Version, Version, Partial<Condition>]>([
    ['an OPENAPI service without its contract', versionIn('draft'), versionIn('sandbox'), { lacksContract: true }],
    ['an address that is missing in production', versionIn('draft'), versionIn('active'), { lacksAddress: true }],
    ['a first day that has passed', versionIn('draft'), versionIn('active', { from: '2026-05-31' }), {}],
    ['a first day of a draft', versionIn('draft'), versionIn('draft', { from: '2026-07-01' }), {}],
    ['another first day of one that answers', versionIn('active'), versionIn('active', { from: '2026-07-01' }), {}],
    ['deprecation without a last day', versionIn('active'), { ...versionIn('active'), state: 'deprecated' }, {}],
    ['a last day that has passed', versionIn('active'), versionIn('deprecated', { sunset: '2026-05-31' }), {}],
    ['a last day of an active one', versionIn('active'), versionIn('active', { sunset: '2026-07-01' }), {}],
  ])('has no place for %s', (_, before, after, condition) => {
    expect(objectionTo(before, after, { ...GOOD, ...condition })).toEqual(expect.any(String));
  });

  it.each<[string, Version, Version]>([
    ['a first day that is to come', versionIn('draft'), versionIn('active', { from: '2026-07-01' })],
    [
      'another one before it has come',
      versionIn('active', { from: '2026-07-01' }),
      versionIn('active', { from: '2026-08-01' }),
    ],
    ['another last day', versionIn('deprecated'), versionIn('deprecated', { sunset: '2026-09-01' })],
  ])('has room for %s', (_, before, after) => expect(objectionTo(before, after, GOOD)).toBeUndefined());
});
