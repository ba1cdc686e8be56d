import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isLive, type KeyRecord, mergeKeys, type RegisteredKey } from '../../../src/keys/domain/merge-keys.ts';

const NOW = 1000;
const never = () => false;
const jwkOf = (kid: string) => ({ kty: 'EC', x: kid });
const registered = (kid: string): RegisteredKey => ({ kid, alg: 'ES256', jwk: jwkOf(kid), from: 'registry' });
const added = (kid: string, more: Partial<KeyRecord> = {}): KeyRecord => ({
  kid,
  alg: 'ES256',
  from: 'rotated',
  jwk: jwkOf(kid),
  since: 1,
  ...more,
});
/** Something said of a key that counts only while it is registered. */
const about = (kid: string, more: Partial<KeyRecord>): KeyRecord => {
  const { jwk: _jwk, ...record } = added(kid, { ...more, from: 'registry' });
  return record;
};
const states = (keys: ReturnType<typeof mergeKeys>) => keys.map(({ kid, state }) => [kid, state]);

describe('keys of a subsystem', () => {
  it('are those registered and those added, each once', () => {
    const merged = mergeKeys([registered('a'), registered('b')], [added('b'), added('c')], {
      isRevoked: never,
      now: NOW,
    });
    expect(states(merged)).toEqual([
      ['a', 'active'],
      ['b', 'active'],
      ['c', 'active'],
    ]);
    expect(merged.map(({ from, since }) => [from, since])).toEqual([
      ['registry', undefined],
      ['rotated', 1],
      ['rotated', 1],
    ]);
  });

  it('are good until their end, and not at it', () => {
    const at = (now: number) => states(mergeKeys([], [added('a', { until: NOW })], { isRevoked: never, now }));
    expect([at(NOW - 1), at(NOW)]).toEqual([[['a', 'ending']], [['a', 'ended']]]);
  });

  it('of the region file end too, and are gone when the file no longer names them', () => {
    const records = [about('a', { until: NOW + 1 })];
    expect(states(mergeKeys([registered('a')], records, { isRevoked: never, now: NOW }))).toEqual([['a', 'ending']]);
    expect(mergeKeys([], records, { isRevoked: never, now: NOW })).toEqual([]);
  });

  it('that were revoked stay so, whatever names them again, also for another subsystem', () => {
    const revoked = about('a', { revokedAt: 5, reason: 'lost' });
    const isRevoked = (kid: string) => kid === 'a';
    const expected = { kid: 'a', state: 'revoked', until: 5, reason: 'lost' };
    expect(mergeKeys([], [revoked], { isRevoked, now: NOW })).toMatchObject([expected]);
    expect(mergeKeys([registered('a')], [revoked], { isRevoked, now: NOW })).toMatchObject([expected]);
    expect(mergeKeys([registered('a')], [added('a')], { isRevoked, now: NOW })).toMatchObject([{ state: 'revoked' }]);
  });

  it('never let a revoked or ended key be used, lose no other, and name none twice', () => {
    const kid = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const kids = fc.uniqueArray(kid);
    const records = fc.uniqueArray(
      fc.record({
        kid,
        own: fc.boolean(),
        until: fc.option(fc.integer({ min: NOW - 2, max: NOW + 2 }), { nil: undefined }),
      }),
      { selector: (record) => record.kid },
    );
    fc.assert(
      fc.property(kids, records, kids, (given, said, gone) => {
        const revoked = new Set<string>(gone);
        const isRevoked = (one: string) => revoked.has(one);
        const all = said.map((one) => {
          const end = one.until === undefined ? {} : { until: one.until };
          return one.own ? added(one.kid, end) : about(one.kid, end);
        });
        const merged = mergeKeys(given.map(registered), all, { isRevoked, now: NOW });
        const live = merged.filter(isLive).map((key) => key.kid);
        const ended = new Set(said.filter(({ until }) => until !== undefined && until <= NOW).map((one) => one.kid));
        const held = new Set([...given, ...said.filter(({ own }) => own).map((one) => one.kid)]);
        const expected = [...held].filter((one) => !ended.has(one) && !isRevoked(one));
        expect(live.toSorted()).toEqual(expected.toSorted());
        expect(merged.filter(isLive).every(({ jwk }) => jwk !== undefined)).toBe(true);
        expect(new Set(merged.map((key) => key.kid)).size).toBe(merged.length);
      }),
    );
  });
});
