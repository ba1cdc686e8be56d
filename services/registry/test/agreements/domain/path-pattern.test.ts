import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { meets } from '../../../src/agreements/domain/path-pattern.ts';

describe('whether a pattern of an agreement can mean a path of a contract', () => {
  it.each([
    ['/permits/*', '/permits/{nomor}', true],
    ['/permits/123', '/permits/{nomor}', true],
    ['/permits/*', '/permits', false],
    ['/permits/*', '/permits/{nomor}/history', false],
    ['/permits/**', '/permits/{nomor}/history', true],
    ['/permits/**', '/permits', true],
    ['/**', '/', true],
    ['/**/history', '/permits/{nomor}/history', true],
    ['/**/history', '/permits/{nomor}', true],
    ['/**/history', '/permits', false],
    ['/permits', '/permit', false],
    ['/a/**/b/**/c', '/a/x/b/y/z/c', true],
    ['/a/*/c', '/a/b.{format}/c', true],
  ])('%s and %s: %s', (pattern, template, expected) => expect(meets(pattern, template)).toBe(expected));

  const segment = fc.constantFrom('a', 'b', '{x}');

  it('always holds for a path and itself with stars in place of segments', () => {
    const path = fc.array(fc.tuple(segment, fc.boolean()), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(path, (segments) => {
        const template = segments.map(([name]) => name).join('/');
        const pattern = segments.map(([name, star]) => (star ? '*' : name)).join('/');
        expect(meets(`/${pattern}`, `/${template}`)).toBe(true);
        expect(meets('/**', `/${template}`)).toBe(true);
      }),
    );
  });

  it('costs little however many double stars there are', () => {
    const pattern = `/${Array.from({ length: 200 }, () => '**/a').join('/')}`;
    expect(meets(pattern, `/${Array.from({ length: 199 }, () => 'a').join('/')}/b`)).toBe(false);
  });
});
