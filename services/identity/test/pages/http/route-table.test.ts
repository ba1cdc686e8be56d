import { describe, expect, it } from '@jest/globals';
import { createRouteTable, methodsOf, type Route } from '../../../src/pages/http/route-table.ts';

const answer = () => ({ status: 200, headers: [], body: new Uint8Array() });
const ROUTES: readonly Route[] = [
  { path: '/people/all/invite', for: 'everybody', get: answer, post: answer },
  { path: '/people/all/:id', for: 'everybody', get: answer },
  { path: '/people/all/:id/take', for: 'everybody', post: answer },
];
const find = createRouteTable(ROUTES);

describe('a path', () => {
  it.each([
    ['/people/all/invite', 0, {}],
    ['/people/all/0190b2c4-0000', 1, { id: '0190b2c4-0000' }],
    ['/people/all/x_~.-/take', 2, { id: 'x_~.-' }],
  ])('%s is found by the first route that fits', (path, route, segments) => {
    expect(find(path)).toEqual({ route: ROUTES[route], segments });
  });

  it.each([
    '/people/all',
    '/people/all/',
    '/people/all/a/b',
    '/people/all/a%2fb',
    '/people/all/a b',
    '/people/all/a/take/',
    'x/people/all/a',
    `/people/all/${'a'.repeat(201)}`,
    '/people/all/a\n',
  ])('%j is found by none', (path) => {
    expect(find(path)).toBeUndefined();
  });
});

describe('a route', () => {
  it('names the methods that it takes', () => {
    expect(ROUTES.map(methodsOf)).toEqual([['GET', 'HEAD', 'POST'], ['GET', 'HEAD'], ['POST']]);
  });
});
