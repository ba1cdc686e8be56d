import { describe, expect, it } from '@jest/globals';
import { readPublicJwk } from '../../../src/pages/keys/read-public-jwk.ts';

const KEY = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };

describe('a pasted key', () => {
  it('is taken alone or as the one key of a set', () => {
    expect(readPublicJwk(JSON.stringify(KEY))).toEqual(KEY);
    expect(readPublicJwk(JSON.stringify({ keys: [KEY] }))).toEqual(KEY);
  });

  it.each(['', 'text', '[]', 'null', '{}', '"x"', JSON.stringify({ keys: [] }), JSON.stringify({ keys: [KEY, KEY] })])(
    'is refused when it is %s',
    (pasted) => {
      expect(readPublicJwk(pasted)).toBe('jwkBad');
    },
  );

  it.each(['d', 'p', 'k', 'oth'])('is told to be secret when it has the member %s', (member) => {
    expect(readPublicJwk(JSON.stringify({ ...KEY, [member]: 'x' }))).toBe('jwkPrivate');
  });
});
