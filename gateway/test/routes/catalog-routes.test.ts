import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CatalogEntry, Params, registryCatalog } from '@simpul/contracts';
import { PUBLIC_URL, type RunningGateway, runGateway } from '../support/running-gateway.ts';

const ENTRY: CatalogEntry = {
  id: 'ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status',
  name: { id: 'Status izin', en: 'Permit status' },
  description: 'Izin usaha',
  type: 'OPENAPI',
  version: '1.2.0',
  state: 'active',
  status: 'active',
  owner: { id: 'ID-LA/GOV/1871-DPMPTSP', name: { id: 'DPMPTSP' }, region: '18.71' },
  system: { id: 'ID-LA/GOV/1871-DPMPTSP/sicantik', name: { id: 'siCantik' } },
  classification: 'terbatas',
  personal: 'umum',
  elements: ['no_permohonan', 'nama'],
};
const EXCHANGE = `${PUBLIC_URL}/r1/${ENTRY.id}`;
const CONTRACT = `${PUBLIC_URL}/registry/v1/services/GOV/1871-DPMPTSP/sicantik/permit-status/contract`;

let running: RunningGateway;
let asked: Params<typeof registryCatalog>[];

beforeAll(async () => {
  running = await runGateway();
});
afterAll(() => running.stop());
beforeEach(() => {
  asked = [];
  answerWith([ENTRY]);
});

function answerWith(items: CatalogEntry[], next?: string): void {
  running.behind.catalog = (params) => {
    asked.push(params);
    const region = { instance: 'ID-LA', name: { id: 'Lampung' } };
    return { region, items, total: 7, revision: 3, ...(next !== undefined && { next }) };
  };
}

async function get(path: string) {
  const answer = await fetch(running.origin + path);
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
}

describe('the catalogue as DCAT', () => {
  it('is public, and names each service with its publisher and where it is called', async () => {
    const { status, headers, body } = await get('/registry/v1/catalog');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/ld+json; charset=utf-8']);
    expect(body).toMatchObject({
      '@type': 'dcat:Catalog',
      '@id': `${PUBLIC_URL}/registry/v1/catalog`,
      'hydra:totalItems': 7,
      'dcat:service': [
        {
          '@id': EXCHANGE,
          '@type': 'dcat:DataService',
          'dct:identifier': ENTRY.id,
          'dct:title': [
            { '@language': 'id', '@value': 'Status izin' },
            { '@language': 'en', '@value': 'Permit status' },
          ],
          'dct:publisher': { 'dct:identifier': ENTRY.owner.id },
          'dcat:endpointURL': { '@id': EXCHANGE },
          'dcat:endpointDescription': { '@id': CONTRACT },
          'dct:accessRights': { '@id': expect.stringMatching(/RESTRICTED$/) },
          'dcat:keyword': ENTRY.elements,
        },
      ],
    });
    // Every prefix that is used is one of the context.
    const prefixes = new Set([...JSON.stringify(body).matchAll(/"([a-z]+):[A-Za-z]+"/g)].map(([, prefix]) => prefix));
    expect(Object.keys(body['@context'] as object)).toEqual(expect.arrayContaining([...prefixes]));
  });

  it('comes in pages that name the next one', async () => {
    answerWith([ENTRY], '5');
    const { body } = await get('/registry/v1/catalog?limit=5');
    const next = `${PUBLIC_URL}/registry/v1/catalog?limit=5&cursor=5`;
    expect(body['hydra:view']).toMatchObject({ 'hydra:next': { '@id': next } });
    expect(asked).toEqual([{ limit: 5 }]);
    await get('/registry/v1/catalog?limit=5&cursor=5');
    expect(asked.at(-1)).toEqual({ limit: 5, cursor: '5' });
  });

  it('says that a service is about to end', async () => {
    answerWith([{ ...ENTRY, type: 'REST', state: 'deprecated', sunset: '2027-01-31' }]);
    const [service] = (await get('/registry/v1/catalog')).body['dcat:service'] as Record<string, unknown>[];
    expect(service).toMatchObject({ 'dct:valid': { '@value': '2027-01-31' } });
    expect(service?.['adms:status']).toEqual({ '@id': expect.stringMatching(/Deprecated$/) });
    expect(service).not.toHaveProperty('dcat:endpointDescription');
  });
});

describe('a search in the catalogue', () => {
  it('answers a list', async () => {
    answerWith([ENTRY], '1');
    const { status, body } = await get('/registry/v1/catalog/search?q=status%20izin&limit=1');
    expect([status, body]).toEqual([200, { items: [ENTRY], total: 7, next: '1' }]);
    expect(asked).toEqual([{ limit: 1, query: 'status izin' }]);
  });

  it.each(['', '?q=', `?q=${'a'.repeat(201)}`, '?q=a&q=b', '?q=a&limit=0', '?q=a&nonsense=1'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await get(`/registry/v1/catalog/search${query}`);
      expect([status, body['code'], asked]).toEqual([400, 'SIMPUL_HTTP_BAD_REQUEST', []]);
    },
  );
});

describe('/.well-known/api-catalog (RFC 9727)', () => {
  it('is a link set of the bus and its services', async () => {
    const { status, headers, body } = await get('/.well-known/api-catalog');
    expect([status, headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'),
    ]);
    expect(headers.get('link')).toBe(`<${PUBLIC_URL}/.well-known/api-catalog>; rel="api-catalog"`);
    const [catalog, own, service] = body['linkset'] as Record<string, unknown>[];
    expect(catalog).toEqual({
      anchor: `${PUBLIC_URL}/.well-known/api-catalog`,
      item: [{ href: `${PUBLIC_URL}/registry/v1` }, { href: EXCHANGE }],
    });
    expect(own).toMatchObject({ 'service-desc': [{ href: `${PUBLIC_URL}/openapi.json`, type: 'application/json' }] });
    expect(service).toMatchObject({ anchor: EXCHANGE, 'service-desc': [{ href: CONTRACT }] });
  });

  it('answers HEAD with the same link', async () => {
    const answer = await fetch(`${running.origin}/.well-known/api-catalog`, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('link')]).toEqual([200, expect.stringContaining('rel="api-catalog"')]);
  });

  it('names the rest where a region has more services than fit', async () => {
    answerWith([ENTRY], '1000');
    const [catalog] = (await get('/.well-known/api-catalog')).body['linkset'] as Record<string, unknown>[];
    expect(catalog?.['api-catalog']).toEqual([{ href: `${PUBLIC_URL}/.well-known/api-catalog?cursor=1000` }]);
  });
});

describe('the schema of the region file', () => {
  it('is at an address that stays, and says so itself', async () => {
    const { headers, body } = await get('/registry/v1/schemas/region-file.json');
    expect(headers.get('content-type')).toContain('application/schema+json');
    expect(body).toEqual({ $id: `${PUBLIC_URL}/registry/v1/schemas/region-file.json`, type: 'object' });
  });
});
