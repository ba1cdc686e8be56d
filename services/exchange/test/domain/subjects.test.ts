import { describe, expect, it } from '@jest/globals';
import { requestSubjects, responseSubjects } from '../../src/domain/subjects.ts';

const places = { pathParameters: new Map([['nik', '18']]), query: 'nik=1&nik=2&lain=3' };
const inBody = (at: string) => [{ in: 'body' as const, at, kind: 'nik' }];
const valuesAt = (at: string, body: unknown): string[] =>
  requestSubjects(inBody(at), body, places).map(({ value }) => value);

describe('persons in a request', () => {
  it.each<[string, unknown, string[]]>([
    ['/nik', { nik: '1' }, ['1']],
    ['/nik', { nik: 18_710_101 }, ['18710101']],
    ['', 'alone', ['alone']],
    ['/a/b', { a: { b: 'x' } }, ['x']],
    ['/*/nik', [{ nik: '1' }, { nik: '2' }, {}], ['1', '2']],
    ['/people/*/nik', { people: { ayah: { nik: '1' }, ibu: { nik: '2' } } }, ['1', '2']],
    ['/*/*', [['1', '2'], ['3']], ['1', '2', '3']],
    ['/1/nik', [{ nik: '1' }, { nik: '2' }], ['2']],
    ['/a~1b/c~0d', { 'a/b': { 'c~d': 'x' } }, ['x']],
    ['/~01', { '~1': 'x', '/': 'y' }, ['x']],
    ['/', { '': 'x' }, ['x']],
    ['/nik', { nik: { value: '1' } }, []],
    ['/nik', { nik: null }, []],
    ['/nik', [], []],
    ['/nik', undefined, []],
    ['/nik/0', { nik: 'text' }, []],
    ['/length', ['1'], []],
    ['/toString/name', {}, []],
  ])('%s of %j', (at, body, expected) => {
    expect(valuesAt(at, body)).toEqual(expected);
  });

  it('are found in path and query by name, each with its kind', () => {
    const pointers = [
      { in: 'path', at: 'nik', kind: 'nik' },
      { in: 'path', at: 'absent', kind: 'nik' },
      { in: 'query', at: 'nik', kind: 'npwp' },
      { in: 'response', at: '/nik', kind: 'nik' },
    ] as const;
    expect(requestSubjects(pointers, { nik: '9' }, places)).toEqual([
      { kind: 'nik', value: '18' },
      { kind: 'npwp', value: '1' },
      { kind: 'npwp', value: '2' },
    ]);
    expect(requestSubjects(pointers.slice(2, 3), undefined, { ...places, query: undefined })).toEqual([]);
  });

  it('are counted up to ten thousand', () => {
    const body = Array.from({ length: 10_001 }, (_, i) => i);
    expect(valuesAt('/*', body)).toHaveLength(10_000);
  });
});

describe('persons in an answer', () => {
  it('are looked for by the pointers into answers alone', () => {
    const pointers = [...inBody('/nik'), { in: 'response' as const, at: '/*/nik', kind: 'kk' }];
    expect(responseSubjects(pointers, [{ nik: '1' }])).toEqual([{ kind: 'kk', value: '1' }]);
  });
});
