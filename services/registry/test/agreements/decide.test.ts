import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AGREEMENT_ACTS, type AgreementAct, type Role, ROLES } from '@simpul/contracts';
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

/** How an agreement comes to stand somewhere, for one of personal data of a class. */
const STATES: Readonly<Record<string, () => Promise<unknown>>> = {
  'requested, steward awaited': () => registry.request(),
  'requested, provider awaited': async () => {
    await registry.request();
    await registry.decide('approve', STEWARD);
  },
  active: () => registry.inForce(),
  'active, steward awaited': async () => {
    await registry.inForce();
    await registry.decide('renew', INTEGRATOR, { validUntil: '2027-12-31' });
  },
  suspended: async () => {
    await registry.inForce();
    await registry.decide('suspend', OPERATOR);
  },
  refused: async () => {
    await registry.request();
    await registry.decide('refuse', STEWARD);
  },
  revoked: async () => {
    await registry.inForce();
    await registry.decide('revoke', OPERATOR);
  },
  expired: async () => {
    await registry.inForce({ validUntil: '2026-06-01' });
    registry.clock.now += 86_400_000;
    await registry.calendar.look();
  },
};

/** The table in words of its own: which roles of the provider's agency may do an act in a state. */
const WHO: Readonly<Record<string, Partial<Record<AgreementAct, string>>>> = {
  'requested, steward awaited': { approve: 'data-steward', refuse: 'data-steward' },
  'requested, provider awaited': { approve: 'operator', refuse: 'operator' },
  active: { suspend: 'operator data-steward', revoke: 'operator', renew: 'operator data-steward' },
  'active, steward awaited': {
    approve: 'data-steward',
    refuse: 'data-steward',
    suspend: 'operator data-steward',
    revoke: 'operator',
  },
  suspended: { resume: 'operator data-steward', revoke: 'operator', renew: 'operator data-steward' },
  refused: {},
  revoked: {},
  expired: { renew: 'operator data-steward' },
};
const SCOPES: readonly (readonly [string | undefined, boolean])[] = [
  [undefined, true],
  ['18.71', true],
  ['GOV/1871-DPMPTSP', true],
  ['18.72', false],
  ['GOV/1872-DPMPTSP', false],
];
const REFUSED: ReadonlySet<string> = new Set(['SIMPUL_DUTY_ROLE_MISSING', 'SIMPUL_DUTY_SCOPE_MISSING']);

describe('every act in every state by every role of every scope', () => {
  const cases = Object.keys(STATES).flatMap((state) => AGREEMENT_ACTS.map((act) => [state, act] as const));

  it.each(cases)('%s: %s', async (state, act) => {
    await STATES[state]?.();
    const roles = WHO[state]?.[act]?.split(' ') as Role[] | undefined;
    const more = { validUntil: '2027-06-30' };
    const allowed: string[] = [];
    for (const role of ROLES) {
      for (const [scope, reaches] of SCOPES) {
        const may = roles?.includes(role) === true && reaches;
        // The first who may changes the state; that it is possible is seen below.
        if (may) {
          allowed.push(role);
          continue;
        }
        // An integrator of the consumer's agency may ask for a renewal: 18.71 and the whole region reach it.
        if (act === 'renew' && role === 'integrator' && reaches && scope !== 'GOV/1871-DPMPTSP') continue;
        const outcome = await outcomeOf(registry.decide(act, person(`${role} ${scope}`, role, scope), more));
        const expected = roles === undefined ? outcome === 'SIMPUL_AGREEMENT_STATE' : REFUSED.has(outcome);
        expect([role, scope, outcome, expected]).toEqual([role, scope, outcome, true]);
      }
    }
    expect(new Set(allowed)).toEqual(new Set(roles));
    const [role] = allowed as Role[];
    if (role !== undefined) {
      expect(await outcomeOf(registry.decide(act, person('someone', role, 'GOV/1871-DPMPTSP'), more))).toBe('done');
    }
  });

  it('is never possible on an agreement that a region file manages', async () => {
    const { value } = (await STATES['active']?.(), registry.store.registry.entry('agreement', 'A-1')) ?? {};
    if (value === undefined) throw new Error('it is there');
    await registry.put({ kind: 'agreement', id: 'F-1', managedBy: 'file', value: { ...value, id: 'F-1' } });
    for (const act of AGREEMENT_ACTS) {
      const decided = registry.decideOn({ id: 'F-1', act, actor: OPERATOR, reason: 'x', validUntil: '2027-06-30' });
      expect(await outcomeOf(decided)).toBe('SIMPUL_REGISTRY_MANAGED_BY_FILE');
    }
  });
});

describe('a decision', () => {
  it('is never made on an own request, whatever other roles somebody holds', async () => {
    const both = person('both', ['integrator', 'operator']);
    await registry.request({}, both);
    await registry.decide('approve', STEWARD);
    expect(await outcomeOf(registry.decide('approve', both))).toBe('SIMPUL_DUTY_OWN_REQUEST');
  });

  it('may be taken in both steps by one person with both roles', async () => {
    const both = person('both', ['data-steward', 'operator'], 'GOV/1871-DPMPTSP');
    await registry.request();
    await registry.decide('approve', both);
    expect(await registry.decide('approve', both)).toMatchObject({ status: 'active' });
  });

  it('on specific personal data takes two people, and may begin with a privacy officer', async () => {
    const data = { classification: 'terbatas', personal: 'spesifik', elements: ['diagnosa'], subjects: [] } as const;
    await registry.put(REGION.service({ data: { ...data, elements: ['diagnosa'], subjects: [] } }));
    const both = person('both', ['privacy-officer', 'operator'], '18.71');
    await registry.request();
    await registry.decide('approve', both);
    expect(await outcomeOf(registry.decide('approve', both))).toBe('SIMPUL_DUTY_ALREADY_AGREED');
    expect(await registry.decide('approve', OPERATOR)).toMatchObject({ status: 'active', personal: 'spesifik' });
  });

  it('to refuse is open to who asked: the request is taken back', async () => {
    await registry.request();
    expect(await registry.decide('refuse', INTEGRATOR)).toMatchObject({ status: 'refused' });
  });

  it.each(['refuse', 'suspend', 'revoke'] as const)('to %s needs a reason', async (act) => {
    await registry.inForce();
    const { id } = await registry.read({ id: 'A-1' });
    expect(await outcomeOf(registry.decideOn({ id, act, actor: OPERATOR }))).toBe('SIMPUL_AGREEMENT_REASON_MISSING');
  });

  it('is kept: by whom, when, why; and its leaf has no reason', async () => {
    await registry.inForce();
    registry.clock.now += 1000;
    const { history } = await registry.decide('suspend', STEWARD, { reason: 'bocor' });
    expect(history?.map(({ act, step }) => [act, step])).toEqual([
      ['request', undefined],
      ['approve', 'steward'],
      ['approve', 'provider'],
      ['suspend', undefined],
    ]);
    expect(history?.at(-1)).toMatchObject({
      by: { kind: 'person', id: 'steward' },
      at: registry.clock.now,
      reason: 'bocor',
      record: registry.log.at(-1)?.['id'],
    });
    expect(registry.log.map((leaf) => leaf['op'])).toEqual([
      'request v1',
      'approve steward v1',
      'approve provider v1',
      'suspend v1',
    ]);
    expect(new Set(registry.log.map((leaf) => leaf['legal']))).toEqual(new Set(['Perpres 95/2018 ps. 33']));
    expect(JSON.stringify(registry.log)).not.toContain('bocor');
  });

  it('reaches followers as the agreement alone, without what led to it', async () => {
    await registry.inForce();
    const { changed } = await registry.store.changes(0, 1000);
    expect(changed.filter(({ kind }) => kind === 'agreement')).toEqual([
      expect.objectContaining({ value: expect.objectContaining({ status: 'active', since: '2026-06-01' }) }),
    ]);
    expect(JSON.stringify(changed)).not.toContain('history');
  });

  it('by two at once is one', async () => {
    await registry.request();
    await registry.decide('approve', STEWARD);
    const others = person('other', 'operator', 'GOV/1871-DPMPTSP');
    const outcomes = await Promise.all([
      outcomeOf(registry.decide('approve', OPERATOR)),
      outcomeOf(registry.decide('approve', others)),
    ]);
    expect(outcomes.toSorted()).toEqual(['SIMPUL_AGREEMENT_STATE', 'done']);
  });
});

describe('a renewal', () => {
  const until = { validUntil: '2028-05-31' };

  it('by who answers for the provider is in force at once', async () => {
    const before = await registry.inForce();
    const after = await registry.decide('renew', OPERATOR, until);
    expect(after).toMatchObject({ version: 2, status: 'active', validFrom: before.validFrom, ...until });
    expect(after.digest).not.toBe(before.digest);
  });

  it('by the data steward waits for the provider', async () => {
    await registry.inForce();
    const asked = await registry.decide('renew', STEWARD, until);
    expect(asked).toMatchObject({ version: 1, validUntil: '2027-05-31', pending: { awaits: 'provider' } });
    expect(await registry.decide('approve', OPERATOR)).toMatchObject({ version: 2, ...until });
  });

  it('by the consumer waits for both', async () => {
    await registry.inForce();
    const consumer = { kind: 'client' as const, id: CONSUMER, grants: [] };
    expect(await registry.decide('renew', consumer, until)).toMatchObject({ pending: { awaits: 'steward' } });
  });

  it('of one that has ended begins today', async () => {
    await STATES['expired']?.();
    const after = await registry.decide('renew', OPERATOR, until);
    expect(after).toMatchObject({ status: 'active', validFrom: '2026-06-02', ...until });
  });

  it('leaves a suspension in force', async () => {
    await STATES['suspended']?.();
    expect(await registry.decide('renew', OPERATOR, until)).toMatchObject({ version: 2, status: 'suspended' });
  });

  it('needs a last day that is to come', async () => {
    await registry.inForce();
    expect(await outcomeOf(registry.decide('renew', OPERATOR))).toBe('SIMPUL_REGISTRY_INVALID, /validUntil required');
    expect(await outcomeOf(registry.decide('renew', OPERATOR, { validUntil: '2026-05-01' }))).toBe(
      'SIMPUL_REGISTRY_INVALID, /validUntil order',
    );
  });
});

it('takes a right away however long a history is, and gives none any more', async () => {
  await registry.inForce();
  let outcome = 'done';
  while (outcome === 'done') {
    await registry.decide('suspend', OPERATOR);
    outcome = await outcomeOf(registry.decide('resume', OPERATOR));
  }
  expect(outcome).toBe('SIMPUL_AGREEMENT_TOO_LONG');
  expect(await outcomeOf(registry.decide('revoke', OPERATOR))).toBe('done');
  // 500 entries, the last of them a suspension, and the revocation.
  expect((await registry.read({ id: 'A-1' })).history).toHaveLength(501);
});
