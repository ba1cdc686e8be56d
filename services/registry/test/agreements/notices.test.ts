import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor } from '@simpul/contracts';
import { temporaryFolder } from '@simpul/testing';
import { tellBreaking, tellVersion } from '../../src/agreements/tell-version.ts';
import {
  CONSUMER,
  type Fixture,
  openAgreements,
  OPERATOR,
  outcomeOf,
  person,
  PROVIDER,
  REGION,
  SERVICE,
  STEWARD,
} from './agreement-fixture.ts';

const folder = temporaryFolder();
let files = 0;
let registry: Fixture;
beforeEach(async () => {
  registry = await openAgreements(`${folder.path}/${files++}.sqlite`);
});
afterEach(() => registry.close());
afterAll(() => folder.remove());

const subsystem = (id: string): Actor => ({ kind: 'client', id, grants: [] });
const ALL = person('all', 'operator');
const ids = async (actor: Actor): Promise<string[]> => {
  const { items } = await registry.notices.list({ actor, limit: 100 });
  return items.map(({ id }) => id);
};
const tell = (id: string, more: object = {}) =>
  registry.notices.notify({
    id,
    kind: 'agreement-decided',
    text: { id },
    consumer: CONSUMER,
    provider: SERVICE,
    ...more,
  });

describe('notices', () => {
  it('of the same id are one', async () => {
    await tell('x');
    registry.clock.now += 1000;
    await tell('x');
    expect(await ids(ALL)).toEqual(['x']);
  });

  it('are read by those whom they concern', async () => {
    await registry.put(REGION.member('1872-DINKES', { region: '18.72' }));
    await tell('both');
    await tell('consumer', { to: 'consumer' });
    await tell('provider', { to: 'provider' });
    const seen = async (actor: Actor) => (await ids(actor)).toSorted();
    expect(await seen(subsystem(CONSUMER))).toEqual(['both', 'consumer']);
    expect(await seen(subsystem(PROVIDER))).toEqual(['both', 'provider']);
    expect(await seen(subsystem('ID-LA/GOV/1872-DINKES/x'))).toEqual([]);
    expect(await seen(person('a', 'integrator', 'GOV/1871-DISDUKCAPIL'))).toEqual(['both', 'consumer']);
    expect(await seen(person('a', 'data-steward', '18.71'))).toEqual(['both', 'consumer', 'provider']);
    expect(await seen(person('a', 'data-steward', '18.72'))).toEqual([]);
    expect(await seen(person('a', 'auditor'))).toEqual(['both', 'consumer', 'provider']);
    expect(await seen(person('a', []))).toEqual([]);
  });

  it('for everybody are read by everybody, and for a group by each of its agencies', async () => {
    await registry.put({ kind: 'group', id: 'g', managedBy: 'api', value: { code: 'g', members: [CONSUMER] } });
    await tell('everybody', { consumer: '*', to: 'consumer' });
    await tell('group', { consumer: 'group:g', to: 'consumer' });
    expect(await ids(subsystem(PROVIDER))).toEqual(['everybody']);
    expect((await ids(subsystem(CONSUMER))).toSorted()).toEqual(['everybody', 'group']);
  });

  it('come in pages, newest first, each once, and from a time on', async () => {
    for (let i = 0; i < 25; i++) {
      registry.clock.now += i % 3;
      await tell(`n-${i}`, { kind: i % 2 === 0 ? 'agreement-decided' : 'agreement-ends' });
    }
    const pages = async (asked: { readonly actor: Actor; readonly kind?: 'agreement-ends' }) => {
      const all: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await registry.notices.list({ ...asked, limit: 7, ...(cursor !== undefined && { cursor }) });
        all.push(...page.items.map(({ id }) => id));
        if (page.next === undefined) return all;
        cursor = page.next;
      }
    };
    for (const actor of [ALL, subsystem(CONSUMER), person('a', 'integrator', '18')]) {
      const all = await pages({ actor });
      expect(all).toHaveLength(25);
      expect(new Set(all).size).toBe(25);
      const ofOneKind = all.filter((id) => Number(id.slice(2)) % 2 === 1);
      expect(await pages({ actor, kind: 'agreement-ends' })).toEqual(ofOneKind);
    }
    const since = registry.clock.now;
    const recent = await registry.notices.list({ actor: ALL, since, limit: 100 });
    expect(recent.items.every(({ at }) => at >= since)).toBe(true);
    expect(recent.items.length).toBeGreaterThan(0);
  });

  it('are not listed by a cursor that is none', async () => {
    expect(await outcomeOf(registry.notices.list({ actor: ALL, limit: 1, cursor: 'eA' }))).toBe(
      'SIMPUL_HTTP_BAD_REQUEST',
    );
  });

  it('tell who decides that a text waits, and both sides what became of it', async () => {
    const { history } = await registry.request();
    expect(history).toHaveLength(1);
    expect(await ids(subsystem(PROVIDER))).toEqual(['waiting/A-1/v1/steward']);
    expect(await ids(subsystem(CONSUMER))).toEqual([]);
    registry.clock.now += 1;
    await registry.decide('approve', STEWARD);
    registry.clock.now += 1;
    const after = await registry.decide('approve', OPERATOR);
    expect(await ids(subsystem(CONSUMER))).toContain(`decided/${after.history?.at(-1)?.record}`);
    expect(await ids(subsystem(PROVIDER))).toContain('waiting/A-1/v1/provider');
  });
});

describe('a version that breaks what consumers use', () => {
  const change = (method: string, path: string) => ({
    rule: 'operation-removed',
    severity: 'breaking' as const,
    where: { before: `/paths/${path}` },
    operations: [{ method, path }],
    text: { id: 'hilang', en: 'gone' },
  });

  it('is told to those whose agreements touch it, and to nobody else', async () => {
    await registry.inForce();
    await registry.inForce({ id: 'A-2', endpoints: [{ method: 'POST', path: '/permits' }] });
    const { notify } = registry.notices;
    const news = {
      service: SERVICE,
      version: '2.0.0',
      sunset: '2026-12-31',
      changes: [change('GET', '/permits/{nomor}')],
    };
    expect(await tellBreaking(notify, registry.store.registry, news)).toEqual(['A-1']);
    expect(await tellBreaking(notify, registry.store.registry, news)).toEqual(['A-1']);
    const { items } = await registry.notices.list({ actor: subsystem(CONSUMER), kind: 'contract-breaking', limit: 10 });
    expect(items).toEqual([
      expect.objectContaining({
        agreement: 'A-1',
        day: '2026-12-31',
        changes: [expect.objectContaining({ rule: 'operation-removed' })],
      }),
    ]);
  });

  it('is no news to agreements on the new major already', async () => {
    await registry.put(REGION.service({ version: '2.0.0' }));
    await registry.inForce();
    const news = { service: SERVICE, version: '2.0.0', changes: [change('GET', '/permits/{nomor}')] };
    expect(await tellBreaking(registry.notices.notify, registry.store.registry, news)).toEqual([]);
  });

  it('and its end are told to consumers of that major', async () => {
    await registry.inForce();
    const news = { service: SERVICE, version: '1.2.0', sunset: '2026-12-31', kind: 'version-deprecated' as const };
    await tellVersion(registry.notices.notify, registry.store.registry, news);
    await tellVersion(registry.notices.notify, registry.store.registry, { ...news, version: '2.0.0' });
    const { items } = await registry.notices.list({
      actor: subsystem(CONSUMER),
      kind: 'version-deprecated',
      limit: 10,
    });
    expect(items.map(({ version, day }) => [version, day])).toEqual([['1.2.0', '2026-12-31']]);
  });
});
