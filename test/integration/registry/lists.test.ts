import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CONSUMER, PROVIDER, SERVICE } from '../agreements/agreement-region.ts';
import { NEW, type Problem, type RegistryBus, seen, type Shown, startRegistryBus } from './registry-bus.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(120_000);

interface Page extends Partial<Problem> {
  readonly items: readonly Shown[];
  readonly next?: string;
}
const CODES = ['a', 'b', 'c', 'd', 'e'] as const;

let bus: RegistryBus;
beforeAll(async () => {
  bus = await startRegistryBus();
  for (const code of CODES) await create(code);
});
afterAll(() => bus.stop());

const create = (code: string) =>
  bus.call('operator', 'PUT', `groups/${code}`, { body: { members: [CONSUMER] }, headers: NEW });
const list = (path: string, headers = {}) => bus.call<Page>('integrator', 'GET', path, { headers });
const ids = ({ body }: { readonly body: Page }): string[] => body.items.map(({ id }) => id);

describe('a list in pages', () => {
  it('has each object once, in the order of ids', async () => {
    const found: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const query = new URLSearchParams({ limit: '2', ...(cursor !== undefined && { cursor }) });
      const page = await list(`groups?${query.toString()}`);
      found.push(...ids(page));
      cursor = page.body.next;
      pages += 1;
    } while (cursor !== undefined);
    expect([pages, found]).toEqual([3, [...CODES]]);
  });

  it('goes on where it was, though objects come and go', async () => {
    const first = await list('groups?limit=2');
    expect(ids(first)).toEqual(['a', 'b']);
    // The very object that the cursor names, one before it and one after it.
    await bus.call('operator', 'DELETE', 'groups/b', { headers: seen(await bus.call('operator', 'GET', 'groups/b')) });
    await create('aa');
    await create('bb');
    const rest = await list(`groups?limit=10&cursor=${first.body.next}`);
    expect(ids(rest)).toEqual(['bb', 'c', 'd', 'e']);
    expect(rest.body.next).toBeUndefined();
  });

  it('ends with no cursor where the last page is full', async () => {
    const all = await list('groups');
    const full = await list(`groups?limit=${all.body.items.length}`);
    expect([ids(full), full.body.next]).toEqual([ids(all), undefined]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=banyak', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['cursor=', 'cursor'],
    ['cursor=%20', 'cursor'],
    ['cursor=YQ%3D%3D', 'cursor'],
    ['cursor=_-_-_w', 'cursor'],
    [`cursor=${'a'.repeat(1001)}`, 'cursor'],
  ])('refuses ?%s, and names it', async (query, named) => {
    for (const path of ['groups', 'agreements', 'templates', 'delegations', 'services']) {
      const { status, body } = await list(`${path}?${query}`, { 'accept-language': 'en' });
      expect([path, status, body.code]).toEqual([path, 400, 'SIMPUL_HTTP_BAD_REQUEST']);
      expect(body.title).toContain(named);
    }
  });

  it('takes the largest limit', async () => {
    expect((await list('groups?limit=1000')).status).toBe(200);
  });
});

describe('filters', () => {
  it.each([
    ['members?class=GOV', ['ID-UJI/GOV/KONSUMEN', 'ID-UJI/GOV/PENYEDIA']],
    ['members?code=KONSUMEN', ['ID-UJI/GOV/KONSUMEN']],
    ['members?class=GOV&code=PENYEDIA', ['ID-UJI/GOV/PENYEDIA']],
    ['members?region=18.71&kind=pusat', []],
    ['subsystems?member=PENYEDIA', [`ID-UJI/${PROVIDER}`]],
    ['services?code=echo', [`ID-UJI/${SERVICE}`]],
    ['services?code=ECHO', []],
    ['groups?managedBy=file', []],
  ])('%s', async (path, expected) => {
    expect(ids(await list(path))).toEqual(expected);
  });

  it('are held against every page', async () => {
    const first = await list('services?managedBy=file&limit=1');
    const second = await list(`services?managedBy=file&limit=1&cursor=${first.body.next}`);
    expect([...ids(first), ...ids(second)]).toEqual([`ID-UJI/${PROVIDER}/berkas`, `ID-UJI/${SERVICE}`]);
  });

  it.each(['members', 'subsystems', 'services', 'groups', 'agreements', 'templates', 'delegations'])(
    'of %s that are unknown are refused, with those that there are',
    async (path) => {
      const { status, body } = await list(`${path}?__proto__=x`, { 'accept-language': 'en' });
      expect([status, body.code]).toEqual([400, 'SIMPUL_HTTP_BAD_REQUEST']);
      expect(body.title).toMatch(/its parameters are .*limit, cursor/);
    },
  );
});
