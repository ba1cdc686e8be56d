import { describe, expect, it } from '@jest/globals';
import type { RegistryObject, Service, Version } from '@simpul/contracts';
import { createCatalog } from '../../src/actions/catalog.ts';
import { Catalogue } from '../../src/catalog/catalogue.ts';
import { lateErrorOf, memberOf, settingsOf } from '../sample-objects.ts';

/** A store whose objects a test changes. */
function changeable() {
  const log: { object?: RegistryObject; deleted?: { kind: string; id: string } }[] = [];
  return {
    put: (...objects: RegistryObject[]) => log.push(...objects.map((object) => ({ object }))),
    remove: (kind: string, id: string) => log.push({ deleted: { kind, id } }),
    changes(since: number, limit: number) {
      const page = log.slice(since, since + limit);
      return Promise.resolve({
        revision: since + page.length,
        changed: page.flatMap(({ object }) => object ?? []),
        deleted: page.flatMap(({ deleted }) => deleted ?? []),
        more: page.length === limit,
      });
    },
  };
}

const SYSTEM = 'ID-LA/GOV/A/sys';
const system: RegistryObject = {
  kind: 'subsystem',
  id: SYSTEM,
  value: { id: SYSTEM, name: { id: 'Sistem' }, link: 'token', status: 'active', certificates: [] },
};

function serviceOf(code: string, more: Partial<Service> = {}): RegistryObject {
  const id = `${SYSTEM}/${code}`;
  const value: Service = {
    id,
    name: { id: code },
    type: 'OPENAPI',
    version: '1.0.0',
    url: 'http://10.1.2.3/secret',
    maxBody: 1,
    encodedSlash: 'refuse',
    connector: { kind: 'rest', auth: { kind: 'none' } },
    timeoutMs: 1,
    status: 'active',
    notice: '',
    responses: 'report',
    ...more,
  };
  return { kind: 'service', id, value };
}

function contractOf(code: string, description: string): RegistryObject {
  const id = `${SYSTEM}/${code}`;
  const text = JSON.stringify({ info: { description } });
  return {
    kind: 'contract',
    id,
    value: { service: id, mediaType: 'application/json', text, digest: 'A'.repeat(43) },
  };
}

function start() {
  const store = changeable();
  store.put(settingsOf(), memberOf('A', 'Dinas Kesehatan'), system);
  const ask = createCatalog(new Catalogue(store));
  return { store, ask, found: async (query: string) => (await ask({ query, limit: 10 })).items.map(({ id }) => id) };
}

describe('the catalogue', () => {
  it('says what a service is and whose, and nothing of where it is', async () => {
    const { store, ask } = start();
    const data = { classification: 'terbatas', personal: 'umum', elements: ['nik'], subjects: [] } as const;
    store.put(
      serviceOf('beds', {
        name: { id: 'Tempat tidur', en: 'Beds' },
        data: { ...data, elements: ['nik'], subjects: [] },
      }),
      contractOf('beds', 'Ketersediaan'),
    );
    const { items, total, region } = await ask({ limit: 10 });
    expect(items).toEqual([
      {
        id: `${SYSTEM}/beds`,
        name: { id: 'Tempat tidur', en: 'Beds' },
        description: 'Ketersediaan',
        type: 'OPENAPI',
        version: '1.0.0',
        state: 'active',
        status: 'active',
        owner: { id: 'ID-LA/GOV/A', name: { id: 'Dinas Kesehatan' } },
        system: { id: SYSTEM, name: { id: 'Sistem' } },
        classification: 'terbatas',
        personal: 'umum',
        elements: ['nik'],
      },
    ]);
    expect([total, region]).toEqual([1, { instance: 'ID-LA', name: { id: 'Lampung' } }]);
    expect(JSON.stringify(items)).not.toContain('secret');
  });

  it('follows what is stored: services, contracts, names of owners, and what goes', async () => {
    const { store, found } = start();
    store.put(serviceOf('beds'));
    expect(await found('kesehatan')).toEqual([`${SYSTEM}/beds`]);
    store.put(memberOf('A', 'Dinas Sosial'), contractOf('beds', 'ranap'));
    expect([await found('kesehatan'), await found('sosial ranap')]).toEqual([[], [`${SYSTEM}/beds`]]);
    store.remove('contract', `${SYSTEM}/beds`);
    expect(await found('ranap')).toEqual([]);
    store.remove('service', `${SYSTEM}/beds`);
    expect(await found('beds')).toEqual([]);
  });

  it('shows the version that answers, and none that does not yet, or no more', async () => {
    const { store, ask } = start();
    const service = `${SYSTEM}/beds`;
    const version = (number: string, more: Partial<Version>): RegistryObject => ({
      kind: 'version',
      id: `${service}@${number}`,
      value: { service, version: number, state: 'active', ...more },
    });
    const shown = async () => (await ask({ limit: 10 })).items.map((each) => [each.version, each.state, each.sunset]);
    store.put(serviceOf('beds'), version('1.0.0', { state: 'draft' }));
    expect([await shown(), (await ask({ query: 'beds', limit: 1 })).total]).toEqual([[], 0]);
    store.put(version('1.0.0', {}), version('1.1.0', { from: '2999-01-01' }));
    expect(await shown()).toEqual([['1.0.0', 'active', undefined]]);
    store.put(version('1.0.0', { state: 'deprecated', sunset: '2999-01-01' }));
    expect(await shown()).toEqual([['1.0.0', 'deprecated', '2999-01-01']]);
    store.put(version('2.0.0', {}));
    expect(await shown()).toEqual([['2.0.0', 'active', undefined]]);
    store.put(version('1.0.0', { state: 'retired' }));
    store.remove('version', `${service}@2.0.0`);
    expect(await shown()).toEqual([]);
  });

  it('comes in pages, by id', async () => {
    const { store, ask } = start();
    store.put(...Array.from({ length: 25 }, (_, i) => serviceOf(`s${String(i).padStart(2, '0')}`)));
    const ids: string[] = [];
    for (let cursor: string | undefined = '0'; cursor !== undefined;) {
      const page = await ask({ limit: 10, cursor });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(25);
  });

  it.each([
    ['a query without a word', { query: '--', limit: 1 }],
    ['a cursor of its own', { cursor: 'x', limit: 1 }],
  ])('refuses %s', async (_, params) => {
    const { ask } = start();
    expect((await lateErrorOf(ask(params))).code).toBe('SIMPUL_HTTP_BAD_REQUEST');
  });

  it('reads a thousand services once for many who ask together', async () => {
    const store = changeable();
    store.put(settingsOf(), memberOf('A'), system, ...Array.from({ length: 1000 }, (_, i) => serviceOf(`s${i}`)));
    let readings = 0;
    const ask = createCatalog(
      new Catalogue({
        changes(since, limit) {
          readings++;
          return store.changes(since, limit);
        },
      }),
    );
    const pages = await Promise.all(Array.from({ length: 20 }, () => ask({ limit: 1 })));
    expect(pages.every(({ total }) => total === 1000)).toBe(true);
    expect(readings).toBe(3);
  });
});
