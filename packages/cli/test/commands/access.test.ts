import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeDataFolder, SIAK } from '../support/data-folder.ts';
import { type FakeBus, startFakeBus } from '../support/fake-bus.ts';
import { runIn } from '../support/fake-terminal.ts';
import { type JsonRoutes, jsonRoutes } from '../support/json-routes.ts';

const AGREEMENTS = '/registry/v1/agreements';
const SERVICE = 'ID-LA/GOV/1871-DPMPTSP/antrean/nomor';
const RECORD = '0193b2f0-7c1e-7a33-9b0f-5d2c8e4f6a01';
const NOW = Date.UTC(2026, 10, 29, 8);

const TEXT = {
  id: 'A-1',
  version: 1,
  consumer: SIAK,
  service: SERVICE,
  purpose: { code: 'layanan', text: { id: 'Layanan' } },
  legalBasis: 'Perpres 95/2018',
  dataElements: ['nomor'],
  personal: 'none',
  validFrom: '2026-11-29',
  validUntil: '2027-11-28',
  signatures: 'none',
};
const DIGEST = 'D'.repeat(43);
const REQUESTED = {
  ...TEXT,
  status: 'requested',
  digest: DIGEST,
  revision: 3,
  managedBy: 'api',
  updatedAt: NOW,
  pending: {
    text: TEXT,
    digest: DIGEST,
    requestedBy: { kind: 'client', id: 'sandbox-integrator' },
    requestedAt: NOW,
    awaits: 'steward',
  },
  history: [
    {
      act: 'request',
      version: 1,
      digest: DIGEST,
      by: { kind: 'client', id: 'sandbox-integrator' },
      at: NOW,
      record: RECORD,
    },
  ],
};
const HALFWAY = { ...REQUESTED, pending: { ...REQUESTED.pending, awaits: 'provider' } };
const { pending: _, ...NO_PENDING } = REQUESTED;
const ACTIVE = { ...NO_PENDING, status: 'active' };

let bus: FakeBus;
let routes: JsonRoutes;
let data: string;

beforeEach(async () => {
  bus = await startFakeBus();
  routes = jsonRoutes(bus);
  data = await makeDataFolder(bus);
});
afterEach(() => bus.server.close());

const run = (...argv: readonly string[]) => runIn(['access', ...argv, '--data', data]);

describe('simpul access request', () => {
  const ask = (...more: readonly string[]) =>
    run('request', 'GOV/1871-DPMPTSP/antrean/nomor', '--as', 'GOV/1871-DISDUKCAPIL/siak', ...more);

  it('asks as an integrator for what was said and nothing else, and says who decides', async () => {
    routes.answer(`POST ${AGREEMENTS}`, REQUESTED, 201);
    const { code, out } = await ask('--purpose', 'layanan', '--legal-basis', 'Perpres 95/2018');
    expect(code).toBe(0);
    const { body, client } = routes.last(`POST ${AGREEMENTS}`) ?? {};
    expect(client).toBe('sandbox-integrator');
    expect(body).toEqual({
      consumer: SIAK,
      service: SERVICE,
      purpose: { code: 'layanan' },
      legalBasis: 'Perpres 95/2018',
    });
    expect(out).toContain('Asked for agreement A-1');
    expect(out).toContain(`simpul audit show ${RECORD}`);
    expect(out).toContain("It waits for the data steward of the provider's agency: simpul access approve A-1");
  });

  it('passes on all that an agreement can say', async () => {
    routes.answer(`POST ${AGREEMENTS}`, REQUESTED, 201);
    await ask(
      '--purpose',
      'p',
      '--purpose-text',
      'Untuk p',
      '--legal-basis',
      'l',
      '--id',
      'A-1',
      '--major',
      '2',
      '--endpoint',
      'get /a/*',
      '--endpoint',
      'POST /b',
      '--element',
      'nik',
      '--element',
      'nama',
      '--from',
      '2027-01-01',
      '--until',
      '2027-12-31',
      '--pks',
      '1',
      '--per-day',
      '10',
      '--per-minute',
      '5',
      '--signatures',
      'both',
      '--on-behalf-of',
      'GOV/X',
      '--provided-for',
      'GOV/Y',
      '--reason',
      'r',
    );
    expect(routes.last(`POST ${AGREEMENTS}`)?.body).toEqual({
      id: 'A-1',
      consumer: SIAK,
      service: SERVICE,
      major: 2,
      purpose: { code: 'p', text: { id: 'Untuk p' } },
      legalBasis: 'l',
      endpoints: [
        { method: 'GET', path: '/a/*' },
        { method: 'POST', path: '/b' },
      ],
      dataElements: ['nik', 'nama'],
      validFrom: '2027-01-01',
      validUntil: '2027-12-31',
      pks: ['1'],
      expectedPerDay: 10,
      quota: { perMinute: 5 },
      signatures: 'both',
      onBehalfOf: 'GOV/X',
      providedFor: 'GOV/Y',
      reason: 'r',
    });
  });

  it('says which service may have been meant', async () => {
    const errors = [{ place: '/service', rule: 'exists' }];
    routes.answer(`POST ${AGREEMENTS}`, { code: 'SIMPUL_REGISTRY_INVALID', title: 'no', errors }, 422);
    routes.answer('GET /registry/v1/catalog/search', { items: [{ id: 'ID-LA/GOV/A/b/nomor-antrean' }], total: 1 });
    const { code, err } = await ask('--purpose', 'p', '--legal-basis', 'l');
    expect([code, err]).toEqual([3, expect.stringContaining('did you mean GOV/A/b/nomor-antrean?')]);
    expect(err).toContain('simpul catalog search');
  });

  it.each([
    ['an endpoint that is none', ['--endpoint', 'permits']],
    ['a service that is none', []],
    ['a count that is none', ['--per-day', 'many']],
  ])('exits 2 for %s', async (what, more) => {
    const service = what.startsWith('a service') ? 'nomor' : SERVICE;
    expect((await run('request', service, '--as', SIAK, ...more)).code).toBe(2);
    expect(routes.sent).toEqual([]);
  });
});

describe('simpul access approve', () => {
  const approve = `POST ${AGREEMENTS}/A-1/approve`;

  it('takes the steps in their order, each as whoever may', async () => {
    routes.answer(`GET ${AGREEMENTS}/A-1`, [REQUESTED, HALFWAY]);
    routes.answer(approve, [HALFWAY, ACTIVE]);
    const first = await run('approve', 'A-1');
    expect([first.code, routes.last(approve)?.client]).toEqual([0, 'sandbox-steward']);
    expect(routes.last(approve)?.body).toEqual({ digest: DIGEST });
    expect(first.out).toContain("approved by the data steward of the provider's agency");
    expect(first.out).toContain("It waits for an operator of the provider's agency");
    const second = await run('approve', 'A-1', '--reason', 'ok');
    expect([second.code, routes.last(approve)?.client]).toEqual([0, 'sandbox-operator']);
    expect(routes.last(approve)?.body).toEqual({ digest: DIGEST, reason: 'ok' });
    expect(second.out).toContain('in force until 2027-11-28: simpul call GOV/1871-DPMPTSP/antrean/nomor/PATH');
  });

  it('says who else must decide on an own request', async () => {
    routes.answer(`GET ${AGREEMENTS}/A-1`, REQUESTED);
    routes.answer(approve, { code: 'SIMPUL_DUTY_OWN_REQUEST', title: 'Nobody decides on an own request' }, 403);
    const { code, err } = await run('approve', 'A-1');
    expect([code, err]).toEqual([3, expect.stringContaining('What to do: somebody else must decide')]);
  });
});

describe('other decisions', () => {
  it.each([
    ['refuse', ['--reason', 'r'], 'sandbox-steward', { digest: DIGEST, reason: 'r' }],
    ['suspend', ['--reason', 'r'], 'sandbox-operator', { reason: 'r' }],
    ['resume', [], 'sandbox-operator', {}],
    ['revoke', ['--reason', 'r'], 'sandbox-operator', { reason: 'r' }],
    ['renew', ['--until', '2028-01-01'], 'sandbox-integrator', { validUntil: '2028-01-01' }],
  ])('%s', async (act, options, client, body) => {
    routes.answer(`GET ${AGREEMENTS}/A-1`, REQUESTED);
    routes.answer(`POST ${AGREEMENTS}/A-1/${act}`, ACTIVE);
    expect((await run(act, 'A-1', ...options)).code).toBe(0);
    expect(routes.last(`POST ${AGREEMENTS}/A-1/${act}`)).toMatchObject({ client, body });
  });

  it.each(['refuse', 'suspend', 'revoke'])('%s wants to be told why', async (act) => {
    expect((await run(act, 'A-1')).code).toBe(2);
  });
});

describe('simpul access list and show', () => {
  it('prints one a line, through all pages, with whose decision is awaited', async () => {
    routes.answer(`GET ${AGREEMENTS}`, [{ items: [REQUESTED], next: 'c' }, { items: [ACTIVE] }]);
    const { code, out } = await run('list', '--awaits', 'steward', '--service', 'GOV/A/b/c');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      "A-1  requested  GOV/1871-DISDUKCAPIL/siak -> GOV/1871-DPMPTSP/antrean/nomor  layanan  until 2027-11-28  waits for the data steward of the provider's agency",
      'A-1  active  GOV/1871-DISDUKCAPIL/siak -> GOV/1871-DPMPTSP/antrean/nomor  layanan  until 2027-11-28',
      '',
    ]);
    expect(routes.sent.map(({ query }) => query.get('cursor'))).toEqual([null, 'c']);
    expect(Object.fromEntries(routes.sent[0]?.query ?? [])).toMatchObject({ awaits: 'steward', service: 'GOV/A/b/c' });
  });

  it('shows what an agreement says and who decided what', async () => {
    routes.answer(`GET ${AGREEMENTS}/A-1`, ACTIVE);
    const { out } = await run('show', 'A-1');
    expect(out).toContain('legal basis  Perpres 95/2018');
    expect(out).toContain('2026-11-29T08:00:00.000Z  request  text 1  by sandbox-integrator');
  });
});
