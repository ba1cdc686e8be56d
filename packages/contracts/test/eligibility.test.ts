import { describe, expect, it } from '@jest/globals';
import { type Agreement, isEligible, type Member } from '../src/index.ts';

const nowhere: Member = { id: 'ID-LA/GOV/X', name: { id: 'X' }, kind: 'opd' };
const city: Member = { ...nowhere, id: 'ID-LA/GOV/1871-DINSOS', region: '18.71' };

describe('an agency is what an agreement asks for', () => {
  it.each<[NonNullable<Agreement['eligibility']>, boolean]>([
    [{ kind: ['opd'] }, true],
    [{ kind: ['pemkot', 'opd'] }, true],
    [{ kind: ['pemkot'] }, false],
    [{ class: ['GOV'] }, true],
    [{ class: ['COM'] }, false],
    [{ region: ['18.71'] }, true],
    [{ region: ['17', '18'] }, true],
    [{ region: ['18.7'] }, false],
    [{ region: ['18.71.01'] }, false],
    [{ kind: ['opd'], class: ['GOV'], region: ['18'] }, true],
    [{ kind: ['opd'], class: ['COM'], region: ['18'] }, false],
    [{ kind: ['opd'], region: ['17'] }, false],
  ])('%j: %s', (eligibility, expected) => expect(isEligible(eligibility, city)).toBe(expected));

  const nobody: readonly [string, Agreement['eligibility'], Member | undefined][] = [
    ['without a description', undefined, city],
    ['that is not registered', { kind: ['opd'] }, undefined],
    ['whose region is not known', { region: ['18'] }, nowhere],
  ];
  it.each(nobody)('nobody is %s', (_, eligibility, member) => expect(isEligible(eligibility, member)).toBe(false));
});
