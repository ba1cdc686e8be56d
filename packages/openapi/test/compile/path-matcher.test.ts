import { describe, expect, it } from '@jest/globals';
import { CONTRACT } from '@simpul/errors';
import fc from 'fast-check';
import { PathMatcher } from '../../src/compile/path-matcher.ts';
import { compileContract } from '../../src/index.ts';
import { documentOf } from './documents.ts';

function matcherOf(...templates: string[]): PathMatcher<string> {
  const matcher = new PathMatcher<string>();
  for (const template of templates) matcher.add(template, template);
  return matcher;
}

describe('a path', () => {
  it.each([
    ['/permits/mine', '/permits/mine', {}],
    ['/permits/7', '/permits/{nomor}', { nomor: '7' }],
    ['/permits/a%20b%2Fc', '/permits/{nomor}', { nomor: 'a%20b%2Fc' }],
    ['/permits/%6Dine', '/permits/mine', {}],
    ['/permits/7.json', '/permits/{nomor}.json', { nomor: '7' }],
    ['/permits/1-2-3', '/permits/{a}-{b}', { a: '1', b: '2-3' }],
    ['/permits/7/x', '/permits/{id}/x', { id: '7' }],
    ['/permits/mine/y', '/{a}/mine/y', { a: 'permits' }],
    ['/permits/', '/permits/', {}],
    ['', '/', {}],
    ['/permits/%zz', '/permits/{nomor}', { nomor: '%zz' }],
  ])('%s matches %s', (path, template, parameters) => {
    const matcher = matcherOf(
      '/',
      '/permits/',
      '/permits/{nomor}',
      '/permits/mine',
      '/permits/{nomor}.json',
      '/permits/{a}-{b}',
      '/permits/{id}/x',
      '/{a}/mine/y',
    );
    const match = matcher.match(path);
    expect(match?.value).toBe(template);
    expect(Object.fromEntries(match?.parameters ?? [])).toEqual(parameters);
  });

  it.each(['/permits', '/permits/7/', '/permits//x', '//permits/7', '/permits/7/x/', '/other/7', '/permits/7/%78y'])(
    '%s matches nothing',
    (path) => {
      expect(matcherOf('/permits/{nomor}', '/permits/{id}/x').match(path)).toBeUndefined();
    },
  );

  it('finds what a naive comparison of all templates finds', () => {
    const segment = fc.constantFrom('a', 'b', '{p}', '');
    const template = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
    const path = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.uniqueArray(template, { maxLength: 12 }), path, (templates, parts) => {
        const fits = (each: string): boolean => {
          const wanted = each.slice(1).split('/');
          return (
            wanted.length === parts.length &&
            wanted.every((part, i) => (part === '{p}' ? parts[i] !== '' : part === parts[i]))
          );
        };
        // From the left, concrete before templated: `{` sorts after every letter and after nothing.
        const best = templates.filter(fits).toSorted()[0];
        expect(matcherOf(...templates).match(`/${parts.join('/')}`)?.value).toBe(best);
      }),
    );
  });

  it('is found in a time that does not grow with the ways to fit', () => {
    const templates = Array.from({ length: 12 }, (_, i) => `/${'{p}/'.repeat(i)}a/${'{p}/'.repeat(12 - i)}z`);
    expect(matcherOf(...templates).match(`/${'a/'.repeat(13)}y`)).toBeUndefined();
  });
});

describe('templates', () => {
  it.each([[['/a/{x}', '/a/{y}']], [['/a', '/%61']], [['/{a}{b}']], [['/{a']], [['/a}']], [['a']]])(
    '%j are refused',
    (templates) => {
      expect(() => matcherOf(...templates)).toThrow(expect.objectContaining({ definition: CONTRACT.UNUSABLE }));
    },
  );
});

describe('a contract', () => {
  const contract = compileContract(documentOf({ get: {}, post: {} }));

  it('tells an unknown path from an unknown method', () => {
    expect(contract.match('GET', '/x').template).toBe('/x');
    expect(() => contract.match('GET', '/y')).toThrow(expect.objectContaining({ definition: CONTRACT.PATH_UNKNOWN }));
    const unknown = expect.objectContaining({ definition: CONTRACT.METHOD_UNKNOWN });
    expect(() => contract.match('HEAD', '/x')).toThrow(unknown);
    expect(() => contract.match('get', '/x')).toThrow(unknown);
    expect(() => contract.match('parameters', '/x')).toThrow(unknown);
  });

  it('lists its endpoints', () => {
    expect(contract.endpoints).toEqual([
      { method: 'GET', path: '/x' },
      { method: 'POST', path: '/x' },
    ]);
  });
});
