import { describe, expect, it } from '@jest/globals';
import { AGREEMENT_STATES, type AgreementState } from '@simpul/contracts';
import {
  after,
  afterApproval,
  awaitedStep,
  isPossible,
  type LifeAct,
  type Pending,
} from '../../../src/agreements/domain/life.ts';

const ASKER = { kind: 'person', id: 'asker' } as const;
const PENDING: Pending = {
  text: {
    id: 'A',
    version: 1,
    consumer: 'ID-LA/GOV/A/a',
    service: 'ID-LA/GOV/B/b/s',
    purpose: { code: 'p', text: { id: 'p' } },
    legalBasis: 'l',
    dataElements: [],
    personal: 'none',
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
    signatures: 'none',
  },
  digest: 'A'.repeat(43),
  requestedBy: ASKER,
  requestedAt: 0,
  approvals: [],
};
/** States in words of its own: with a text that waits (`+`) or without. `requested` never is without. */
const POSSIBLE: Readonly<Record<LifeAct, string>> = {
  approve: 'requested+ active+ suspended+ expired+',
  refuse: 'requested+ active+ suspended+ expired+',
  replace: 'requested+ active+ suspended+ expired+',
  change: 'active suspended expired',
  renew: 'active suspended expired',
  suspend: 'active active+',
  resume: 'suspended suspended+',
  revoke: 'active active+ suspended suspended+',
  expire: 'requested requested+ active active+ suspended suspended+',
};
const ACTS = Object.keys(POSSIBLE) as LifeAct[];

describe('what is possible in which state', () => {
  it.each(ACTS.flatMap((act) => AGREEMENT_STATES.map((status) => [act, status] as const)))(
    '%s when %s',
    (act, status) => {
      const states = POSSIBLE[act].split(' ');
      expect(isPossible(act, { status })).toBe(states.includes(status));
      expect(isPossible(act, { status, pending: PENDING })).toBe(states.includes(`${status}+`));
    },
  );

  it('leaves no way out of a refusal or a revocation', () => {
    for (const status of ['refused', 'revoked'] as const) {
      expect(
        ACTS.filter((act) => isPossible(act, { status }) || isPossible(act, { status, pending: PENDING })),
      ).toEqual([]);
    }
  });
});

describe('what an act makes of an agreement', () => {
  const cases: readonly (readonly [Parameters<typeof after>[0], AgreementState, boolean, AgreementState, boolean])[] = [
    ['refuse', 'requested', true, 'refused', false],
    ['refuse', 'active', true, 'active', false],
    ['refuse', 'suspended', true, 'suspended', false],
    ['refuse', 'expired', true, 'expired', false],
    ['suspend', 'active', false, 'suspended', false],
    ['suspend', 'active', true, 'suspended', true],
    ['resume', 'suspended', false, 'active', false],
    ['resume', 'suspended', true, 'active', true],
    ['revoke', 'active', true, 'revoked', false],
    ['revoke', 'suspended', false, 'revoked', false],
    ['expire', 'active', true, 'expired', true],
    ['expire', 'suspended', false, 'expired', false],
    ['expire', 'requested', true, 'expired', false],
  ];

  it.each(cases)('%s of %s (a text waits: %s) makes it %s (%s)', (act, status, waits, becomes, goesOn) => {
    const life = after(act, { status, ...(waits && { pending: PENDING }) });
    expect(life.status).toBe(becomes);
    expect(life.pending !== undefined).toBe(goesOn);
  });
});

describe('approvals', () => {
  it('are the steward first, then the provider', () => {
    expect(awaitedStep(PENDING)).toBe('steward');
    const once = afterApproval({ status: 'requested', pending: PENDING }, { kind: 'person', id: 'steward' });
    expect(once.status).toBe('requested');
    expect(once.pending && awaitedStep(once.pending)).toBe('provider');
  });

  it.each(['requested', 'active', 'expired'] as const)('bring a text that waited while %s into force', (status) => {
    const once = afterApproval({ status, pending: PENDING }, { kind: 'person', id: 'steward' });
    if (once.pending === undefined) throw new Error('the provider is still awaited');
    const twice = afterApproval({ status: once.status, pending: once.pending }, { kind: 'person', id: 'provider' });
    expect(twice).toEqual({ status: 'active' });
  });

  it('do not lift a suspension', () => {
    const approvals = [{ step: 'steward', by: ASKER }] as const;
    const pending = { ...PENDING, approvals };
    expect(afterApproval({ status: 'suspended', pending }, ASKER)).toEqual({ status: 'suspended' });
  });
});
