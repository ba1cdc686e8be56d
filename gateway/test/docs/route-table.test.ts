import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { OPERATIONS } from '../../src/docs/route-table.ts';
import { ALL_ROUTES } from '../../src/routes/all-routes.ts';
import type { RouteDeps } from '../../src/routes/route-deps.ts';

/** Identity answers below it with a table of its own, and refuses every other method (`services/identity`). */
const HANDED_ON = '/oauth2/*';
/** Pages for people, which identity answers likewise: no API. */
const PAGES = ['/people', '/people/*'];

/** `METHOD route`, as Fastify registers them; HEAD comes with each GET. */
async function realRoutes(): Promise<Set<string>> {
  const app = fastify();
  const found = new Set<string>();
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') found.add(`${each} ${url}`);
  });
  // Nothing is called here, so nobody is needed behind the routes.
  for (const register of ALL_ROUTES) register(app, { publicUrl: 'https://bus.example' } as RouteDeps);
  await app.ready();
  await app.close();
  return found;
}

describe('the route table', () => {
  it('documents every route that there is, and no other', async () => {
    const real = [...(await realRoutes())].filter(
      (route) => ![HANDED_ON, ...PAGES].some((handed) => route.endsWith(` ${handed}`)),
    );
    const documented = OPERATIONS.filter(({ route }) => route !== HANDED_ON);
    expect(real.length).toBeGreaterThan(10);
    expect([...new Set(documented.map(({ method, route }) => `${method} ${route}`))].toSorted()).toEqual(
      real.toSorted(),
    );
    expect([...(await realRoutes())]).toContain(`POST ${HANDED_ON}`);
  });

  it('writes each path as its route matches it', () => {
    for (const { path, route, parameters = [] } of OPERATIONS) {
      const pattern = route.replaceAll(/:\w+/g, '[^/]+').replace('*', '.+');
      expect(path).toMatch(new RegExp(`^${pattern}$`));
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(parameters.filter((each) => each.in === 'path').map(({ name }) => name)).toEqual(named);
    }
  });

  it('names each operation once', () => {
    const ids = OPERATIONS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const places = OPERATIONS.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(places).size).toBe(places.length);
  });
});
