import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AgreementWish } from '@simpul/contracts';
import { temporaryFolder } from '@simpul/testing';
import {
  CONSUMER,
  type Fixture,
  INTEGRATOR,
  openAgreements,
  OPERATOR,
  outcomeOf,
  person,
  REGION,
  SERVICE,
  STEWARD,
  TODAY,
} from './agreement-fixture.ts';

const folder = temporaryFolder();
let files = 0;
let registry: Fixture;
beforeEach(async () => {
  registry = await openAgreements(`${folder.path}/${files++}.sqlite`);
});
afterEach(() => registry.close());
afterAll(() => folder.remove());

describe('a request for an agreement', () => {
  it('says everything that the wish leaves out, and waits for the data steward', async () => {
    const view = await registry.request();
    expect(view).toMatchObject({
      id: 'A-1',
      version: 1,
      status: 'requested',
      consumer: CONSUMER,
      service: SERVICE,
      major: 1,
      purpose: { code: 'verifikasi', text: { id: 'verifikasi' } },
      dataElements: ['nama', 'nik'],
      personal: 'umum',
      validFrom: TODAY,
      validUntil: '2027-05-31',
      signatures: 'none',
      managedBy: 'api',
      pending: { awaits: 'steward', requestedBy: { kind: 'person', id: 'integrator' } },
      history: [{ act: 'request', version: 1, by: { kind: 'person', id: 'integrator' } }],
    });
    expect(view.digest).toBe(view.pending?.digest);
  });

  it('is in the log before it is there: who, for whom, what, on which basis', async () => {
    const view = await registry.request({ reason: 'rahasia' });
    expect(registry.log).toEqual([
      expect.objectContaining({
        id: view.history?.[0]?.record,
        type: 'config.agreement',
        agreement: { id: 'A-1', digest: view.digest },
        consumer: CONSUMER,
        provider: SERVICE,
        purpose: 'verifikasi',
        legal: 'Perpres 95/2018 ps. 33',
        op: 'request v1',
      }),
    ]);
    expect(JSON.stringify(registry.log)).not.toContain('rahasia');
  });

  it('without a number gets one', async () => {
    const view = await registry.request({ id: undefined as never });
    expect(view.id).toMatch(/^AKSES-2026-[0-9A-HJKMNP-TV-Z]{8}$/);
  });

  it.each<[string, Partial<AgreementWish>, string]>([
    ['an unknown consumer', { consumer: 'GOV/1871-DISDUKCAPIL/x' }, '/consumer exists'],
    ['an unknown group', { consumer: 'group:x' }, '/consumer exists'],
    ['everybody without eligibility', { consumer: '*' }, '/eligibility required'],
    ['a consumer who is not eligible', { eligibility: { kind: ['swasta'] } }, '/consumer eligible'],
    ['an unknown service', { service: 'GOV/1871-DPMPTSP/sicantik/x' }, '/service exists'],
    ['a version that nobody published', { major: 2 }, '/major exists'],
    [
      'an endpoint that the contract lacks',
      { endpoints: [{ method: 'DELETE', path: '/permits/*' }] },
      '/endpoints/0 exists',
    ],
    ['a path that cannot be matched', { endpoints: [{ method: 'GET', path: '/a/../b' }] }, '/endpoints/0/path path'],
    ['an element that the service lacks', { dataElements: ['alamat'] }, '/dataElements/0 exists'],
    ['an element twice', { dataElements: ['nik', 'nik'] }, '/dataElements/1 unique'],
    ['another class of personal data', { personal: 'none' }, '/personal equals'],
    ['a day that does not exist', { validUntil: '2026-06-31' }, '/validUntil day'],
    ['an end before the beginning', { validFrom: '2026-07-01', validUntil: '2026-06-30' }, '/validUntil order'],
    ['an end that is over', { validFrom: '2026-01-01', validUntil: '2026-05-31' }, '/validUntil future'],
    ['more than five years', { validUntil: '2031-06-03' }, '/validUntil period'],
    ['another agency without its word', { onBehalfOf: 'GOV/18-SETDA' }, '/onBehalfOf delegated'],
    ['a provider for another without its word', { providedFor: 'GOV/18-SETDA' }, '/providedFor delegated'],
  ])('for %s is refused with the place', async (_, wish, fault) => {
    const whole = person('all', 'integrator');
    expect(await outcomeOf(registry.request(wish, whole))).toBe(`SIMPUL_REGISTRY_INVALID, ${fault}`);
    expect(registry.log).toEqual([]);
  });

  it('names every part that is missing', async () => {
    const nothing = { service: undefined, purpose: undefined, legalBasis: undefined } as unknown as AgreementWish;
    expect(await outcomeOf(registry.request(nothing))).toBe(
      'SIMPUL_REGISTRY_INVALID, /service required, /purpose required, /legalBasis required',
    );
  });

  it('for another agency is taken where that agency has delegated it, and refused once the word is over', async () => {
    const from = 'ID-LA/GOV/18-SETDA';
    const delegation = {
      id: 'D-1',
      from,
      to: 'ID-LA/GOV/1871-DISDUKCAPIL',
      side: 'consumer',
      legalBasis: 'l',
      validFrom: '2026-01-01',
      validUntil: '2026-12-31',
      status: 'active',
      digest: 'A'.repeat(43),
    } as const;
    await registry.put({ kind: 'delegation', id: 'D-1', managedBy: 'api', value: delegation });
    expect(await registry.request({ onBehalfOf: 'GOV/18-SETDA' })).toMatchObject({ onBehalfOf: from });
    await registry.put({
      kind: 'delegation',
      id: 'D-1',
      managedBy: 'api',
      value: { ...delegation, status: 'revoked' },
    });
    expect(await outcomeOf(registry.decide('approve', STEWARD))).toBe('SIMPUL_REGISTRY_INVALID, /onBehalfOf delegated');
  });

  it.each([
    ['an integrator of its agency', INTEGRATOR, 'done'],
    ['an integrator of its city', person('x', 'integrator', '18.71'), 'done'],
    ['an integrator of the region', person('x', 'integrator'), 'done'],
    ['the consumer itself', { kind: 'client' as const, id: CONSUMER, grants: [] }, 'done'],
    ['an integrator of another agency', person('x', 'integrator', 'GOV/1871-DPMPTSP'), 'SIMPUL_DUTY_SCOPE_MISSING'],
    ['another subsystem', { kind: 'client' as const, id: 'ID-LA/GOV/B/b', grants: [] }, 'SIMPUL_DUTY_ROLE_MISSING'],
    ['a data steward', STEWARD, 'SIMPUL_DUTY_ROLE_MISSING'],
    ['an operator', OPERATOR, 'SIMPUL_DUTY_ROLE_MISSING'],
  ])('by %s', async (_, actor, expected) => expect(await outcomeOf(registry.request({}, actor))).toBe(expected));

  it('for a group needs a right over each of its agencies; for everybody eligible, over the region', async () => {
    const value = { code: 'g', members: [CONSUMER, 'ID-LA/GOV/1871-DPMPTSP/sicantik'] };
    await registry.put({ kind: 'group', id: 'g', managedBy: 'api', value });
    const all = person('all', 'integrator');
    const anybody = { consumer: '*', eligibility: { region: ['18'] } };
    expect(await outcomeOf(registry.request({ consumer: 'group:g' }))).toBe('SIMPUL_DUTY_SCOPE_MISSING');
    expect(await outcomeOf(registry.request(anybody))).toBe('SIMPUL_DUTY_SCOPE_MISSING');
    expect(await outcomeOf(registry.request({ consumer: 'group:g' }, all))).toBe('done');
    expect(await outcomeOf(registry.request({ ...anybody, id: 'A-2' }, all))).toBe('done');
  });

  it('with a number that is taken is refused', async () => {
    await registry.request();
    expect(await outcomeOf(registry.request())).toBe('SIMPUL_AGREEMENT_EXISTS');
  });

  it('is refused once a hundred of the consumer wait', async () => {
    for (let i = 0; i < 100; i++) await registry.request({ id: `W-${i}` });
    expect(await outcomeOf(registry.request())).toBe('SIMPUL_AGREEMENT_TOO_MANY');
    await registry.decideOn({ id: 'W-7', act: 'refuse', actor: STEWARD, reason: 'x' });
    expect(await outcomeOf(registry.request())).toBe('done');
  });
});

describe('a text that waits', () => {
  const patch = (expected: number, body: object, actor = INTEGRATOR) =>
    registry.rewrite({ id: 'A-1', patch: true, body, expected, actor });

  it('may be replaced by who asked, as a new version with a digest of its own', async () => {
    const before = await registry.request();
    const after = await patch(before.revision, { dataElements: ['nama'] });
    expect(after).toMatchObject({ version: 2, status: 'requested', dataElements: ['nama'] });
    expect(after.digest).not.toBe(before.digest);
    expect(after.history?.map(({ act, version }) => `${act} ${version}`)).toEqual(['request 1', 'replace 2']);
  });

  it('is replaced whole by PUT', async () => {
    const { revision } = await registry.request();
    const { id: _id, ...wish } = { ...(await import('./agreement-fixture.ts')).WISH, legalBasis: 'lain' };
    const after = await registry.rewrite({
      id: 'A-1',
      patch: false,
      body: wish,
      expected: revision,
      actor: INTEGRATOR,
    });
    expect(after).toMatchObject({ version: 2, legalBasis: 'lain' });
  });

  it.each<[string, (revision: number) => Promise<unknown>, string]>([
    ['with an old tag', (revision) => patch(revision - 1, {}), 'SIMPUL_REGISTRY_PRECONDITION_FAILED'],
    [
      'by another integrator',
      (revision) => patch(revision, {}, person('x', 'integrator')),
      'SIMPUL_AGREEMENT_NOT_YOURS',
    ],
    [
      'with another consumer',
      (revision) => patch(revision, { consumer: 'GOV/1871-DPMPTSP/sicantik' }, INTEGRATOR),
      'SIMPUL_REGISTRY_INVALID, /consumer fixed',
    ],
    ['with another id', (revision) => patch(revision, { id: 'B' }), 'SIMPUL_REGISTRY_INVALID,  fixed'],
    [
      'with what no text has',
      (revision) => patch(revision, { x: 1 }),
      'SIMPUL_REGISTRY_INVALID,  additionalProperties',
    ],
    [
      'with what is not so',
      (revision) => patch(revision, { dataElements: ['alamat'] }),
      'SIMPUL_REGISTRY_INVALID, /dataElements/0 exists',
    ],
  ])('%s stays as it is', async (_, rewrite, expected) => {
    const { revision, digest } = await registry.request();
    expect(await outcomeOf(rewrite(revision))).toBe(expected);
    expect((await registry.read({ id: 'A-1' })).digest).toBe(digest);
  });

  it('stays as it is once somebody has approved it, and is not approved by who saw another', async () => {
    const before = await registry.request();
    const after = await patch(before.revision, { legalBasis: 'lain' });
    const seen = before.digest;
    expect(await outcomeOf(registry.decide('approve', STEWARD, { digest: seen }))).toBe(
      'SIMPUL_AGREEMENT_TEXT_CHANGED',
    );
    await registry.decide('approve', STEWARD, { digest: after.digest });
    const { revision } = await registry.read({ id: 'A-1' });
    expect(await outcomeOf(patch(revision, {}))).toBe('SIMPUL_AGREEMENT_APPROVED_ALREADY');
  });

  it('of an agreement in force leaves that as it is until it is approved', async () => {
    const first = await registry.inForce();
    const asked = await patch(first.revision, { endpoints: [{ method: '*', path: '/**' }] });
    expect(asked).toMatchObject({
      version: 1,
      status: 'active',
      digest: first.digest,
      pending: { text: { version: 2 } },
    });
    await registry.decide('approve', STEWARD);
    const after = await registry.decide('approve', OPERATOR);
    expect(after).toMatchObject({ version: 2, status: 'active', endpoints: [{ method: '*', path: '/**' }] });
    expect(after).not.toHaveProperty('pending');
  });
});

it('approves nothing that is no longer so', async () => {
  await registry.request();
  await registry.put(
    REGION.service({ data: { classification: 'terbatas', personal: 'spesifik', elements: [], subjects: [] } }),
  );
  expect(await outcomeOf(registry.decide('approve', STEWARD))).toContain('SIMPUL_REGISTRY_INVALID');
});
