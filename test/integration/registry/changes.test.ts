import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CONSUMER, FILE_AGREEMENT, INSTANCE, PROVIDER, SERVICE } from '../agreements/agreement-region.ts';
import { NEW, type RegistryBus, seen, startRegistryBus } from './registry-bus.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(120_000);

let bus: RegistryBus;
beforeAll(async () => {
  bus = await startRegistryBus();
});
afterAll(() => bus.stop());

const name = (id: string) => ({ id });
const PERIOD = { validFrom: dayFromNow(0), validUntil: dayFromNow(1) };

interface Kind {
  readonly kind: string;
  readonly list: string;
  readonly path: string;
  readonly who: string;
  readonly body: object;
  /** Another body; absent where what is there is never changed. */
  readonly other?: object;
  readonly patch?: object;
  readonly removable: boolean;
}

/** In their order of dependence. */
const KINDS: readonly Kind[] = [
  {
    kind: 'member',
    list: 'members',
    path: 'members/GOV/BARU',
    who: 'operator',
    body: { name: name('Baru'), kind: 'opd', region: '18.72' },
    other: { name: name('Lain'), kind: 'opd', region: '18.72' },
    patch: { name: name('Sebagian') },
    removable: true,
  },
  {
    kind: 'subsystem',
    list: 'subsystems',
    path: 'subsystems/GOV/PENYEDIA/baru',
    who: 'integrator',
    body: { name: name('Baru'), link: 'token' },
    other: { name: name('Lain'), link: 'token' },
    patch: { name: name('Sebagian') },
    removable: true,
  },
  {
    kind: 'service',
    list: 'services',
    path: `services/${PROVIDER}/baru`,
    who: 'integrator',
    body: { name: name('Baru'), type: 'REST', version: '1.0.0' },
    other: { name: name('Lain'), type: 'REST', version: '1.0.0' },
    patch: { name: name('Sebagian') },
    removable: true,
  },
  {
    kind: 'version',
    list: `services/${PROVIDER}/baru/versions`,
    path: `services/${PROVIDER}/baru/versions/2.0.0`,
    who: 'integrator',
    body: { state: 'draft' },
    other: { state: 'draft', url: 'http://127.0.0.1:9/a' },
    patch: { url: 'http://127.0.0.1:9/b' },
    removable: true,
  },
  {
    kind: 'group',
    list: 'groups',
    path: 'groups/baru',
    who: 'operator',
    body: { members: [CONSUMER] },
    other: { members: [] },
    patch: { members: [`${INSTANCE}/${CONSUMER}`] },
    removable: true,
  },
  {
    kind: 'template',
    list: 'templates',
    path: 'templates/T-1',
    who: 'steward',
    body: {
      name: { id: 'T', en: 'T' },
      service: `${INSTANCE}/${SERVICE}`,
      purpose: { code: 'uji', text: { id: 'Uji', en: 'Test' } },
      legalBasis: 'Perpres 95/2018',
      days: 30,
      signatures: 'none',
    },
    other: {
      name: { id: 'T', en: 'T' },
      service: `${INSTANCE}/${SERVICE}`,
      purpose: { code: 'uji', text: { id: 'Uji', en: 'Test' } },
      legalBasis: 'Perda 1/2026',
      days: 30,
      signatures: 'none',
    },
    removable: true,
  },
  {
    kind: 'delegation',
    list: 'delegations',
    path: 'delegations/D-1',
    who: 'steward',
    body: { from: 'GOV/KONSUMEN', to: CONSUMER, side: 'consumer', legalBasis: 'SK 1/2026', ...PERIOD },
    removable: false,
  },
  {
    kind: 'link',
    list: 'links',
    path: `subsystems/${CONSUMER}/links/lama`,
    who: 'operator',
    body: { kind: 'ip', addresses: ['10.18.0.1'], until: dayFromNow(1), reason: 'Sistem lama' },
    removable: true,
  },
];

const upwards = (a: number, b: number): number => a - b;

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}

describe.each(KINDS)('a $kind', ({ list, path, who, body, other, patch, removable }) => {
  const read = () => bus.call(who, 'GET', path);
  /** Not every kind is read one by one. */
  const isRead = !path.includes('/links/');

  it('is created once, and then is there', async () => {
    const created = await bus.call(who, 'PUT', path, { body, headers: NEW });
    expect([created.status, created.headers['etag']]).toEqual([201, `"${created.body.revision}"`]);
    expect(created.headers['cache-control']).toBe('private, no-store');
    const again = await bus.call(who, 'PUT', path, { body, headers: NEW });
    expect([again.status, again.body.code]).toEqual([412, 'SIMPUL_REGISTRY_PRECONDITION_FAILED']);
  });

  it('stands in its list with the revision that its ETag says', async () => {
    const { status, body: page } = await bus.call<{ items: { id: string; revision: number }[] }>(who, 'GET', list);
    expect(status).toBe(200);
    const short = path.split('/').at(-1) ?? '';
    const listed = page.items.find((item) => Object.values(item).some((value) => String(value).endsWith(short)));
    expect(listed?.revision).toBeGreaterThan(0);
    if (isRead) expect((await read()).headers['etag']).toBe(`"${listed?.revision}"`);
  });

  if (isRead) {
    it('is not sent again to who has it', async () => {
      const { headers } = await read();
      const etag = String(headers['etag']);
      const known = await bus.call(who, 'GET', path, { headers: { 'if-none-match': `"1", W/${etag}` } });
      expect([known.status, known.headers['etag'], known.body]).toEqual([304, etag, undefined]);
      expect((await bus.call(who, 'GET', path, { headers: { 'if-none-match': '"1"' } })).status).toBe(200);
    });
  }

  const changes = [
    ['PUT', other ?? body],
    ...(patch === undefined ? [] : ([['PATCH', patch]] as const)),
    ...(removable ? ([['DELETE', undefined]] as const) : []),
  ] as const;
  it.each(changes)('%s needs a precondition, and one that holds', async (method, change) => {
    const call = change === undefined ? {} : { body: change };
    const without = await bus.call(who, method, path, call);
    expect([without.status, without.body.code]).toEqual([428, 'SIMPUL_REGISTRY_PRECONDITION_MISSING']);
    const stale = await bus.call(who, method, path, { ...call, headers: { 'if-match': '"1"' } });
    expect([stale.status, stale.body.code]).toEqual([412, 'SIMPUL_REGISTRY_PRECONDITION_FAILED']);
  });

  if (other !== undefined) {
    it('is changed by one of two who saw the same', async () => {
      const before = await read();
      const writers = Array.from({ length: 4 }, () =>
        bus.call(who, 'PUT', path, { body: other, headers: seen(before) }),
      );
      const answers = await Promise.all(writers);
      const won = answers.find(({ status }) => status === 200);
      expect(answers.map(({ status }) => status).toSorted(upwards)).toEqual([200, 412, 412, 412]);
      const after = await read();
      expect(after.headers['etag']).toBe(won?.headers['etag']);
      expect(after.headers['etag']).not.toBe(before.headers['etag']);
      expect(after.body).toMatchObject(other);
    });
  }

  if (patch !== undefined) {
    it('PATCH changes what it names, and nothing else', async () => {
      const before = await read();
      const { status, body: after } = await bus.call(who, 'PATCH', path, { body: patch, headers: seen(before) });
      const { revision, updatedAt } = after;
      expect([status, after]).toEqual([
        200,
        { ...before.body, ...patch, revision, updatedAt, record: after['record'] },
      ]);
      expect(revision).toBeGreaterThan(before.body.revision);
    });
  }
});

describe('what the API made', () => {
  it('is removed by who saw it, from what depends on others on', async () => {
    for (const { path, who, removable } of KINDS.toReversed()) {
      if (!removable || path.includes('/links/')) continue;
      const removed = await bus.call(who, 'DELETE', path, { headers: seen(await bus.call(who, 'GET', path)) });
      expect([path, removed.status, removed.body]).toEqual([path, 204, undefined]);
      expect((await bus.call(who, 'GET', path)).body.code).toBe('SIMPUL_REGISTRY_UNKNOWN');
    }
  });
});

describe('what the region file manages', () => {
  const FILE = [
    ['a member', 'members/GOV/KONSUMEN', { name: name('x'), kind: 'opd' }],
    ['a subsystem', `subsystems/${CONSUMER}`, { name: name('x') }],
    ['a service', `services/${SERVICE}`, { name: name('x'), type: 'REST', version: '1.0.0' }],
  ] as const;
  it.each(FILE)('%s is changed there alone', async (_what, path, body) => {
    const before = await bus.call('operator', 'GET', path);
    expect(before.body['managedBy']).toBe('file');
    for (const [method, call] of [
      ['PUT', { body }],
      ['PATCH', { body }],
      ['DELETE', {}],
    ] as const) {
      const answer = await bus.call('operator', method, path, { ...call, headers: seen(before) });
      expect([method, answer.status, answer.body.code]).toEqual([method, 409, 'SIMPUL_REGISTRY_MANAGED_BY_FILE']);
    }
    expect((await bus.call('operator', 'GET', path)).body).toEqual(before.body);
  });

  it('an agreement is decided on there alone', async () => {
    const path = `agreements/${FILE_AGREEMENT}`;
    for (const [act, body] of [
      ['suspend', { reason: 'x' }],
      ['revoke', { reason: 'x' }],
      ['renew', { validUntil: '2099-12-30' }],
    ] as const) {
      const { status, body: problem } = await bus.call('operator', 'POST', `${path}/${act}`, { body });
      expect([act, status, problem.code]).toEqual([act, 409, 'SIMPUL_REGISTRY_MANAGED_BY_FILE']);
    }
    const { headers } = await bus.call('integrator', 'GET', path);
    const text = await bus.call('integrator', 'PATCH', path, {
      body: { legalBasis: 'x' },
      headers: { 'if-match': String(headers['etag']) },
    });
    expect([text.status, text.body.code]).toEqual([409, 'SIMPUL_REGISTRY_MANAGED_BY_FILE']);
  });
});

describe('an agreement', () => {
  const WISH = { consumer: CONSUMER, service: SERVICE, purpose: { code: 'uji' }, legalBasis: 'Perpres 95/2018' };

  it('has an ETag, which another text needs', async () => {
    const asked = await bus.call('integrator', 'POST', 'agreements', { body: WISH });
    const path = `agreements/${asked.body.id}`;
    expect([asked.status, asked.headers['location']]).toEqual([201, `/registry/v1/${path}`]);
    const read = await bus.call('steward', 'GET', path);
    expect(read.headers['etag']).toBe(asked.headers['etag']);
    const known = { headers: { 'if-none-match': String(read.headers['etag']) } };
    expect((await bus.call('steward', 'GET', path, known)).status).toBe(304);
    for (const method of ['PUT', 'PATCH']) {
      const body = { ...WISH, legalBasis: 'Perda 1/2026' };
      expect((await bus.call('integrator', method, path, { body })).status).toBe(428);
      const stale = await bus.call('integrator', method, path, { body, headers: { 'if-match': '"1"' } });
      expect([stale.status, stale.body.code]).toEqual([412, 'SIMPUL_REGISTRY_PRECONDITION_FAILED']);
    }
    const both = await Promise.all(
      ['Perda 1/2026', 'Perda 2/2026'].map((legalBasis) =>
        bus.call('integrator', 'PATCH', path, { body: { legalBasis }, headers: seen(asked) }),
      ),
    );
    expect(both.map(({ status }) => status).toSorted(upwards)).toEqual([200, 412]);
  });
});
