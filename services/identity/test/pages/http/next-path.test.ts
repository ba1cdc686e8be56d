import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextPath, signInPath } from '../../../src/pages/http/next-path.ts';

describe('where to go after signing in', () => {
  it.each(['/people', '/people/keys', '/people/device?user_code=BCDF-GHJK', '/people/authorize/abc_-.~'])(
    'is the page of ours that was asked for: %s',
    (path) => {
      expect(nextPath(path)).toBe(path);
    },
  );

  it.each([
    'https://example.com/people',
    '//example.com/people',
    '/people//example.com',
    '/people/../r1',
    '/peopleX',
    '/oauth2/token',
    String.raw`/people\example.com`,
    '/people/\r\nx',
    '/people#x',
    `/people?${'x'.repeat(500)}`,
    '',
    null,
    undefined,
  ])('is the account in place of %j', (path) => {
    expect(nextPath(path)).toBe('/people');
  });

  it('never leaves the pages for people, whatever is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string(),
          fc.string().map((tail) => `/people/${tail}`),
        ),
        (given) => {
          const { origin, pathname } = new URL(nextPath(given), 'http://bus.test');
          expect(origin).toBe('http://bus.test');
          expect(pathname).toMatch(/^\/people(\/|$)/);
        },
      ),
    );
  });

  it('is remembered in the address of the page for signing in', () => {
    expect(signInPath('/people')).toBe('/people/sign-in');
    expect(signInPath('/people/keys?a=b')).toBe('/people/sign-in?next=%2Fpeople%2Fkeys%3Fa%3Db');
    expect(signInPath('/people', true)).toBe('/people/sign-in?again=1');
  });
});
