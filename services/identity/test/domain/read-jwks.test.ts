import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readJwks } from '../../src/domain/read-jwks.ts';

const EC = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'a' };
const setOf = (...keys: unknown[]): string => JSON.stringify({ keys });

describe('a set of keys', () => {
  it('gives the keys that can check an assertion', () => {
    const ed = { kty: 'OKP', crv: 'Ed25519', x: 'x', kid: 'b', use: 'sig' };
    const rsa = { kty: 'RSA', n: 'n', e: 'AQAB', alg: 'PS256' };
    const others = [
      { kty: 'EC', crv: 'P-384', x: 'x', y: 'y' },
      { kty: 'OKP', crv: 'X25519', x: 'x' },
      { ...rsa, use: 'enc' },
      { kty: 'AKP', pub: 'x' },
    ];
    expect(readJwks(setOf(EC, ...others, ed, rsa))).toEqual([EC, ed, rsa]);
  });

  it.each([
    ['a private key', setOf({ ...EC, d: 'd' }), /private/],
    ['a private key beside a good one', setOf(EC, { ...EC, kid: 'b', d: 'd' }), /private/],
    ['a private key of a kind that is left out', setOf(EC, { kty: 'AKP', priv: 'x' }), /private/],
    ['a secret', setOf(EC, { kty: 'oct', k: 'k' }), /secret/],
    ['two keys of one name', setOf(EC, { ...EC, x: 'z' }), /same kid/],
    ['seventeen keys', setOf(...Array.from({ length: 17 }, (_, i) => ({ ...EC, kid: `${i}` }))), /more than 16/],
    ['no key', setOf(), /profile/],
    ['no key of the profile', setOf({ kty: 'EC', crv: 'P-521' }), /profile/],
    ['something that is no key', setOf(EC, 'x'), /not a key/],
    ['a key without a kind', setOf({ crv: 'P-256' }), /not a key/],
    ['a kid that is no text', setOf({ ...EC, kid: 1 }), /not a key/],
    ['a bare list', '[]', /not a set/],
    ['null', 'null', /not a set/],
    ['keys that are no list', '{"keys":{}}', /not a set/],
    ['a page', '<html>secret</html>', /^it is not JSON$/],
  ])('that holds %s is refused', (_, text, reason) => {
    expect(() => readJwks(text)).toThrow(reason);
  });

  it('never lets a private member through', () => {
    const member = fc.constantFrom('d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv');
    fc.assert(
      fc.property(
        fc.array(fc.record({ kty: fc.constantFrom('EC', 'RSA', 'x'), kid: fc.string() })),
        member,
        (keys, name) => {
          expect(() => readJwks(setOf(...keys, { ...EC, [name]: 'x' }))).toThrow(/./);
        },
      ),
    );
  });
});
