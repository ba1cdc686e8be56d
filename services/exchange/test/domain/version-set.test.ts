import { describe, expect, it } from '@jest/globals';
import type { Version } from '@simpul/contracts';
import { VersionSet } from '../../src/domain/version-set.ts';
import { SERVICE_ID, serviceOf, versionOf } from '../sample-region.ts';

const DAY = '2026-06-15';
const setOf = (...versions: readonly Version[]) =>
  new VersionSet(serviceOf(SERVICE_ID, { version: '1.2.0' }), versions);
const nameOf = (version: Version | undefined): string | undefined => version?.version;
const v = (version: string, more: Partial<Version> = {}): Version => versionOf(SERVICE_ID, version, more);

describe('the versions of a service', () => {
  it('are its own alone where none is registered: an active one', () => {
    const set = setOf();
    expect(set.several).toBe(false);
    expect(set.pick(undefined, DAY)).toEqual(v('1.2.0'));
    expect(set.find('1.2.0')).toEqual(v('1.2.0'));
    expect(set.find('2.0.0')).toBeUndefined();
  });

  it('hold its own beside those that are registered, unless it is registered itself', () => {
    expect(setOf(v('2.0.0')).inForce(DAY).map(nameOf)).toEqual(['2.0.0', '1.2.0']);
    expect(
      setOf(v('2.0.0'), v('1.2.0', { state: 'retired' }))
        .inForce(DAY)
        .map(nameOf),
    ).toEqual(['2.0.0']);
  });

  it.each<[string, readonly Version[], number | undefined, string | undefined]>([
    ['the newest active one', [v('1.3.0'), v('1.10.0')], 1, '1.10.0'],
    ['the newest of the major that is asked for', [v('2.0.0'), v('1.3.0')], 1, '1.3.0'],
    ['the newest of all without a major', [v('2.0.0'), v('1.3.0')], undefined, '2.0.0'],
    ['an older active one before a deprecated one', [v('1.3.0', { state: 'deprecated' })], 1, '1.2.0'],
    ['the newest deprecated one where none is active', [v('3.1.0', { state: 'deprecated' })], 3, '3.1.0'],
    ['none of another major', [v('1.3.0')], 2, undefined],
    ['no draft', [v('1.3.0', { state: 'draft' })], 1, '1.2.0'],
    ['none in the sandbox', [v('1.3.0', { state: 'sandbox' })], 1, '1.2.0'],
    ['no retired one', [v('2.0.0', { state: 'retired' })], 2, undefined],
    ['none whose day has not come', [v('2.0.0', { from: '2026-06-16' })], 2, undefined],
    ['one from its first day on', [v('2.0.0', { from: DAY })], 2, '2.0.0'],
    ['one until its last day', [v('2.0.0', { state: 'deprecated', sunset: DAY })], 2, '2.0.0'],
    ['none after its last day', [v('2.0.0', { state: 'deprecated', sunset: '2026-06-14' })], 2, undefined],
  ])('answer with %s', (_, versions, major, expected) => {
    expect(nameOf(setOf(...versions).pick(major, DAY))).toBe(expected);
  });
});
