import { describe, expect, it } from '@jest/globals';
import type { Eligibility, Member } from '@simpul/contracts';
import { isEligible } from '../../../src/agreements/domain/eligibility.ts';

const MEMBER: Member = { id: 'ID-LA/GOV/1871-DPMPTSP', name: { id: 'x' }, kind: 'opd', region: '18.71' };

describe('eligibility by what an agency is', () => {
  it.each<[Eligibility, boolean]>([
    [{ kind: ['opd'] }, true],
    [{ kind: ['swasta'] }, false],
    [{ kind: ['swasta', 'opd'] }, true],
    [{ class: ['GOV'] }, true],
    [{ class: ['COM'] }, false],
    [{ region: ['18'] }, true],
    [{ region: ['18.71'] }, true],
    [{ region: ['18.7'] }, false],
    [{ region: ['18.71.01'] }, false],
    [{ region: ['18.01', '18.71'] }, true],
    [{ kind: ['opd'], class: ['GOV'], region: ['18'] }, true],
    [{ kind: ['opd'], class: ['GOV'], region: ['19'] }, false],
  ])('%j: %s', (wanted, expected) => expect(isEligible(MEMBER, wanted)).toBe(expected));

  it('is never given by a region that the registry does not know', () => {
    const { region: _region, ...member } = MEMBER;
    expect(isEligible(member, { region: ['18'] })).toBe(false);
  });
});
