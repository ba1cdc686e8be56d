import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor, Notice } from '@simpul/contracts';
import { temporaryFolder } from '@simpul/testing';
import {
  CONSUMER,
  type Fixture,
  openAgreements,
  OPERATOR,
  outcomeOf,
  person,
  PROVIDER,
  REGION,
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

const ALL = person('all', 'operator');
const subsystem = (id: string): Actor => ({ kind: 'client', id, grants: [] });
const notices = async (actor: Actor = ALL, kind?: Notice['kind']): Promise<string[]> => {
  const { items } = await registry.notices.list({ actor, limit: 1000, ...(kind !== undefined && { kind }) });
  return items.map(({ id }) => id);
};
const on = async (day: string): Promise<void> => {
  registry.clock.now = Date.parse(`${day}T05:00:00Z`);
  await registry.calendar.look();
};

describe('the end of an agreement', () => {
  it('is spoken of 90, 30 and 7 days before, once each, to both sides', async () => {
    await registry.inForce({ validUntil: '2026-12-31' });
    const ends = () => notices(ALL, 'agreement-ends');
    await on('2026-10-01');
    expect(await ends()).toEqual([]);
    await on('2026-10-02');
    expect(await ends()).toEqual(['ends/A-1/v1/90']);
    await on('2026-12-01');
    await on('2026-12-02');
    await on('2026-12-24');
    expect(await ends()).toEqual(['ends/A-1/v1/7', 'ends/A-1/v1/30', 'ends/A-1/v1/90']);
    for (const side of [CONSUMER, PROVIDER]) expect(await notices(subsystem(side), 'agreement-ends')).toHaveLength(3);
  });

  it('is not spoken of where the whole agreement is shorter than that', async () => {
    await registry.inForce({ validUntil: '2026-06-20' });
    await registry.calendar.look();
    expect(await notices(ALL, 'agreement-ends')).toEqual([]);
  });

  it('is spoken of anew once it was renewed', async () => {
    await registry.inForce({ validUntil: '2026-12-31' });
    await on('2026-12-24');
    await registry.decide('renew', OPERATOR, { validUntil: '2027-03-31' });
    await on('2027-03-24');
    expect(await notices(ALL, 'agreement-ends')).toEqual(['ends/A-1/v2/7', 'ends/A-1/v1/7']);
  });

  it('comes after its last day in the region, not in UTC, and is a leaf', async () => {
    await registry.inForce({ validUntil: '2026-12-31' });
    registry.clock.now = Date.parse('2026-12-31T16:59:00Z');
    await registry.calendar.look();
    expect(await registry.read({ id: 'A-1' })).toMatchObject({ status: 'active' });
    registry.clock.now = Date.parse('2026-12-31T17:00:00Z');
    await registry.calendar.look();
    await registry.calendar.look();
    const view = await registry.read({ id: 'A-1' });
    expect(view).toMatchObject({ status: 'expired', since: '2027-01-01' });
    expect(view.history?.at(-1)).toEqual(expect.not.objectContaining({ by: expect.anything() }));
    expect(registry.log.filter((leaf) => leaf['op'] === 'expire v1')).toEqual([
      expect.not.objectContaining({ actor: expect.anything() }),
    ]);
    expect(await notices(ALL, 'agreement-expired')).toEqual(['ended/A-1/v1']);
  });

  it('is noted later where the log cannot be written', async () => {
    await registry.inForce({ validUntil: '2026-06-02' });
    registry.audit.isDown = true;
    await on('2026-06-03');
    expect(await registry.read({ id: 'A-1' })).toMatchObject({ status: 'active' });
    registry.audit.isDown = false;
    await registry.calendar.look();
    expect(await registry.read({ id: 'A-1' })).toMatchObject({ status: 'expired' });
  });

  it('ends a request that nobody decided on', async () => {
    await registry.request({ validUntil: '2026-06-02' });
    await on('2026-06-03');
    expect(await registry.read({ id: 'A-1' })).toMatchObject({ status: 'expired' });
    expect(await outcomeOf(registry.decide('approve', STEWARD))).toBe('SIMPUL_AGREEMENT_STATE');
  });

  it('of a region file’s agreement is only told: the file says what holds', async () => {
    await registry.inForce({ validUntil: '2026-12-31' });
    const value = registry.store.registry.value('agreement', 'A-1');
    if (value === undefined) throw new Error('it is there');
    await registry.put({ kind: 'agreement', id: 'F-1', managedBy: 'file', value: { ...value, id: 'F-1' } });
    await on('2027-01-01');
    expect(registry.store.registry.value('agreement', 'F-1')?.status).toBe('active');
    expect((await notices(ALL, 'agreement-expired')).toSorted()).toEqual(['ended/A-1/v1', 'ended/F-1/v1']);
  });
});

describe('an agreement for what an agency is', () => {
  it('is suspended when its consumer is no longer so, and only then can it not be resumed', async () => {
    await registry.inForce({ eligibility: { kind: ['opd'], region: ['18'] } });
    await registry.put(REGION.member('1871-DISDUKCAPIL', { kind: 'swasta' }));
    await registry.calendar.look();
    const view = await registry.read({ id: 'A-1' });
    expect(view).toMatchObject({ status: 'suspended' });
    expect(registry.log.at(-1)).toMatchObject({ type: 'config.agreement', op: 'suspend v1' });
    expect(await notices(subsystem(CONSUMER), 'agreement-not-eligible')).toHaveLength(1);
    expect(await outcomeOf(registry.decide('resume', OPERATOR))).toBe('SIMPUL_AGREEMENT_NOT_ELIGIBLE');
    await registry.put(REGION.member('1871-DISDUKCAPIL'));
    await registry.calendar.look();
    expect(await registry.read({ id: 'A-1' })).toMatchObject({ status: 'suspended' });
    expect(await registry.decide('resume', OPERATOR)).toMatchObject({ status: 'active' });
  });
});
