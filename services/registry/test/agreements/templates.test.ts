import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import {
  type Fixture,
  openAgreements,
  OPERATOR,
  outcomeOf,
  person,
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

/** Kemendagri codes of Lampung's regencies and cities. */
const REGENCIES = [...Array.from({ length: 13 }, (_, i) => `18.${String(i + 1).padStart(2, '0')}`), '18.71', '18.72'];
const BODY = {
  name: { id: 'Status izin untuk Disdukcapil' },
  service: 'GOV/1871-DPMPTSP/sicantik/permit-status',
  endpoints: [{ method: 'GET', path: '/permits/*' }],
  purpose: { code: 'verifikasi', text: { id: 'Verifikasi' } },
  legalBasis: 'Perpres 95/2018 ps. 33',
  signatures: 'none',
  eligibility: { kind: ['opd'], region: ['18'] },
  days: 730,
};
const put = (body: object = BODY, expected = 0, actor = OPERATOR) =>
  registry.templates.put({ id: 'T-1', expected, body, actor });

describe('a template', () => {
  it('is written once, and fifteen regencies instantiate it', async () => {
    await put();
    const agreements = [];
    for (const region of REGENCIES) {
      const code = `${region.replace('.', '')}-DISDUKCAPIL`;
      await registry.put(REGION.member(code, { region }), REGION.subsystem(`ID-LA/GOV/${code}/siak`));
      const integrator = person(`integrator of ${region}`, 'integrator', region);
      const wish = {
        consumer: `GOV/${code}/siak`,
        template: 'T-1',
        service: undefined,
        endpoints: undefined,
        purpose: undefined,
        legalBasis: undefined,
      };
      const { id } = await registry.request({ ...wish, id: `I-${region}` } as never, integrator);
      await registry.decideOn({ id, act: 'approve', actor: STEWARD });
      agreements.push(await registry.decideOn({ id, act: 'approve', actor: OPERATOR }));
    }
    expect(agreements).toHaveLength(15);
    for (const agreement of agreements) {
      expect(agreement).toMatchObject({
        status: 'active',
        template: 'T-1',
        service: SERVICE,
        purpose: BODY.purpose,
        legalBasis: BODY.legalBasis,
        eligibility: BODY.eligibility,
        validFrom: '2026-06-01',
        validUntil: '2028-05-30',
      });
    }
    const listed = await registry.list({ filter: { template: 'T-1', status: 'active' }, limit: 10 });
    expect(listed.items).toHaveLength(10);
    const rest = await registry.list({ filter: { template: 'T-1' }, limit: 10, cursor: listed.next ?? '' });
    expect([rest.items.length, rest.next]).toEqual([5, undefined]);
  });

  it('keeps its conditions: who instantiates it cannot write others, neither now nor later', async () => {
    await put();
    const wish = { template: 'T-1', service: undefined, endpoints: undefined, purpose: undefined } as never;
    expect(await outcomeOf(registry.request(wish))).toBe('SIMPUL_REGISTRY_INVALID, /legalBasis template');
    const own = { ...(wish as object), legalBasis: undefined } as never;
    const { revision } = await registry.request(own);
    const patch = (body: object) =>
      registry.rewrite({ id: 'A-1', patch: true, body, expected: revision, actor: person('integrator', 'integrator') });
    expect(await outcomeOf(patch({ legalBasis: 'lain' }))).toBe('SIMPUL_REGISTRY_INVALID, /legalBasis template');
    expect(await outcomeOf(patch({ expectedPerDay: 10 }))).toBe('done');
  });

  it('is for agencies that are eligible alone', async () => {
    await put({ ...BODY, eligibility: { kind: ['pemkab'] } });
    const own = {
      template: 'T-1',
      service: undefined,
      endpoints: undefined,
      purpose: undefined,
      legalBasis: undefined,
    } as never;
    expect(await outcomeOf(registry.request(own))).toBe('SIMPUL_REGISTRY_INVALID, /consumer eligible');
  });

  it('that is not there is said to be unknown', async () => {
    expect(await outcomeOf(registry.request({ template: 'T-9' }))).toBe('SIMPUL_REGISTRY_UNKNOWN');
  });

  it.each([
    ['an operator of the provider', OPERATOR, 'done'],
    ['a data steward of the provider', STEWARD, 'done'],
    ['an operator of the province', person('p', 'operator', '18'), 'done'],
    ['an operator elsewhere', person('p', 'operator', '18.72'), 'SIMPUL_DUTY_SCOPE_MISSING'],
    ['an integrator', person('p', 'integrator'), 'SIMPUL_DUTY_ROLE_MISSING'],
  ])('is written by %s', async (_, actor, expected) => expect(await outcomeOf(put(BODY, 0, actor))).toBe(expected));

  it.each<[string, object, string]>([
    ['an unknown service', { ...BODY, service: 'GOV/X/x/x' }, '/service exists'],
    ['an element that the service lacks', { ...BODY, dataElements: ['x'] }, '/dataElements/0 exists'],
    [
      'a path that cannot be matched',
      { ...BODY, endpoints: [{ method: 'GET', path: '/a//b' }] },
      '/endpoints/0/path path',
    ],
    ['what no template has', { ...BODY, x: 1 }, ' additionalProperties'],
  ])('with %s is refused', async (_, body, fault) => {
    expect(await outcomeOf(put(body, 0, person('all', 'operator')))).toBe(`SIMPUL_REGISTRY_INVALID, ${fault}`);
  });

  it('changes only from the revision that its writer saw, and leaves a leaf', async () => {
    const { revision } = await put();
    expect(await outcomeOf(put())).toBe('SIMPUL_REGISTRY_PRECONDITION_FAILED');
    expect(await put({ ...BODY, days: 365 }, revision)).toMatchObject({ days: 365 });
    expect(await outcomeOf(put(BODY, revision))).toBe('SIMPUL_REGISTRY_PRECONDITION_FAILED');
    const now = (await registry.templates.read({ id: 'T-1' })).revision;
    await registry.templates.remove({ id: 'T-1', expected: now, actor: OPERATOR });
    expect(await outcomeOf(registry.templates.read({ id: 'T-1' }))).toBe('SIMPUL_REGISTRY_UNKNOWN');
    expect(registry.log.map((leaf) => leaf['op'])).toEqual(['create T-1', 'replace T-1', 'remove T-1']);
  });
});
