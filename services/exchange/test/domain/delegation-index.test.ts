import { describe, expect, it } from '@jest/globals';
import type { Delegation, DelegationQuestion } from '@simpul/contracts';
import { DelegationIndex } from '../../src/domain/delegation-index.ts';
import { CONSUMER, delegationOf, SERVICE_ID } from '../sample-region.ts';

const QUESTION: DelegationQuestion = {
  side: 'consumer',
  from: 'ID-LA/GOV/SETDA',
  to: CONSUMER,
  serviceId: SERVICE_ID,
  day: '2026-06-15',
};

function covers(delegation: Partial<Delegation>, question: Partial<DelegationQuestion> = {}): boolean {
  const index = new DelegationIndex();
  index.set(delegationOf(delegation));
  return index.covers({ ...QUESTION, ...question });
}

describe('a delegation', () => {
  it('covers all systems of the member that it was given to, or the one system', () => {
    expect(covers({})).toBe(true);
    expect(covers({ to: CONSUMER })).toBe(true);
    expect(covers({ to: CONSUMER }, { to: 'ID-LA/GOV/DISDUK/lain' })).toBe(false);
  });

  it.each<[string, Partial<Delegation>, Partial<DelegationQuestion>]>([
    ['the other side', { side: 'provider' }, {}],
    ['another member that delegates', {}, { from: 'ID-LA/GOV/BKD' }],
    ['another member that does it', {}, { to: 'ID-LA/GOV/BKD/x' }],
    ['the time before', {}, { day: '2019-12-31' }],
    ['the time after', {}, { day: '2100-01-01' }],
    ['a revoked one', { status: 'revoked' }, {}],
    ['another service than those that it names', { services: [`${SERVICE_ID}2`] }, {}],
  ])('does not cover %s', (_, delegation, question) => expect(covers(delegation, question)).toBe(false));

  it('may name services', () => expect(covers({ services: [SERVICE_ID] })).toBe(true));

  it('is gone once it is removed, and counts as it was last set', () => {
    const index = new DelegationIndex();
    index.set(delegationOf());
    index.set(delegationOf({ status: 'revoked' }));
    expect(index.covers(QUESTION)).toBe(false);
    index.set(delegationOf());
    index.remove('DEL-1');
    index.remove('DEL-2');
    expect(index.covers(QUESTION)).toBe(false);
  });
});
