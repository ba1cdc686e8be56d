import { describe, expect, it } from '@jest/globals';
import { circles, ownImports, read, sources, importsOf, workspaces } from './source-tree.ts';

/** The table in the README under "Who may import whom": `| package | what it may import |`. */
function table(): Map<string, Set<string>> {
  const section = read('README.md').split('## Who may import whom')[1] ?? '';
  const rows = [...section.matchAll(/^\| `([a-z-]+)` +\|([^|]*)\|$/gm)];
  return new Map(
    rows.map(([, name = '', list = '']) => [
      name,
      new Set([...list.matchAll(/`([a-z-]+)`/g)].map(([, other = '']) => other)),
    ]),
  );
}

const all = workspaces();
const allowed = table();

describe('the dependency table', () => {
  it('has a row for each workspace and no other', () => {
    expect([...allowed.keys()].toSorted()).toEqual(all.map(({ name }) => name).toSorted());
  });

  it.each(all)('$folder imports what its row says, all of it and nothing else', ({ folder, name }) => {
    expect([...ownImports(`${folder}/src`)].toSorted()).toEqual([...(allowed.get(name) ?? [])].toSorted());
  });

  it('runs from the bottom up: a row names only rows above it', () => {
    const order = [...allowed.keys()];
    for (const [name, names] of allowed) {
      for (const other of names) expect(order.indexOf(other)).toBeLessThan(order.indexOf(name));
    }
  });

  it.each(all)('$folder declares what it imports', ({ folder, manifest }) => {
    const specifiers = sources(`${folder}/src`).flatMap(importsOf);
    const packages = specifiers.filter((s) => !s.startsWith('.') && !s.startsWith('node:')).map(packageOf);
    expect(Object.keys(manifest.dependencies ?? {}).toSorted()).toEqual([...new Set(packages)].toSorted());
  });
});

describe('the rules that hold the house up', () => {
  const services = all.filter(({ folder }) => folder.startsWith('services/') || folder === 'gateway');
  const packages = all.filter(({ folder }) => folder.startsWith('packages/'));
  const serviceNames = new Set(services.map(({ name }) => name));

  it.each(services)('$folder imports packages only', ({ folder }) => {
    expect([...ownImports(`${folder}/src`)].filter((name) => serviceNames.has(name))).toEqual([]);
  });

  it.each(packages.filter(({ name }) => name !== 'cli'))(
    '$folder imports neither a service nor the gateway',
    ({ folder }) => {
      expect([...ownImports(`${folder}/src`)].filter((name) => serviceNames.has(name))).toEqual([]);
    },
  );

  it.each(all)('data flows one way in $folder: its files import each other in no circle', ({ folder }) => {
    expect(circles(`${folder}/src`)).toEqual([]);
  });

  it('nothing imports cli', () => {
    expect(all.filter(({ folder }) => ownImports(`${folder}/src`).has('cli'))).toEqual([]);
  });

  it('contracts imports TypeBox alone', () => {
    const specifiers = sources('packages/contracts/src').flatMap(importsOf);
    expect(new Set(specifiers.filter((s) => !s.startsWith('.')))).toEqual(new Set(['typebox']));
  });
});

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
