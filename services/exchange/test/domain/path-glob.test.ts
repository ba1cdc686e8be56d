import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compilePathGlob } from '../../src/domain/path-glob.ts';

/** The rule as it is written down, without any cleverness. */
function means(wanted: readonly string[], given: readonly string[]): boolean {
  const [part, ...others] = wanted;
  if (part === undefined) return given.length === 0;
  if (part === '**') return means(others, given) || (given.length > 0 && means(wanted, given.slice(1)));
  const [segment, ...rest] = given;
  if (segment === undefined) return false;
  return (part === '*' ? segment !== '' : part === segment) && means(others, rest);
}

const pattern = fc.array(fc.constantFrom('a', 'b', '', '*', '**', 'a*'), { minLength: 1, maxLength: 6 });
const path = fc.array(fc.constantFrom('a', 'b', '', '*', '**', 'a*', 'ab'), { minLength: 1, maxLength: 8 });

describe('a path pattern', () => {
  it('means what a plain recursive reading of it means', () => {
    fc.assert(
      fc.property(pattern, path, (wanted, given) => {
        const expected = means(['', ...wanted], ['', ...given]);
        expect(compilePathGlob(`/${wanted.join('/')}`)(`/${given.join('/')}`)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['/permits/*', '/permits/1', true],
    ['/permits/*', '/permits/', false],
    ['/permits/*', '/permits/1/2', false],
    ['/permits/**', '/permits', true],
    ['/permits/**', '/permits/1/2', true],
    ['/permits/**', '/permit', false],
    ['/**/x', '/a/x/b/x', true],
    ['/**/x', '/x/y', false],
    ['/permits', '/permits/', false],
    ['/permits', '/Permits', false],
    ['/a*', '/ab', false],
    ['/%2a', '/*', false],
  ])('%s for %s: %s', (wanted, given, expected) => {
    expect(compilePathGlob(wanted)(given)).toBe(expected);
  });

  it.each(['/', '/**'])('%s takes a call without a path', (wanted) => {
    expect(compilePathGlob(wanted)('')).toBe(true);
  });

  it('does not backtrack exponentially', () => {
    const hostile = compilePathGlob(`${'/**/a'.repeat(40)}/b`);
    expect(hostile('/a'.repeat(4000))).toBe(false);
  });
});
