import { describe, expect, it } from '@jest/globals';
import type { Agreement, Member } from '@simpul/contracts';
import { isEligible } from '../../src/domain/eligibility.ts';
import { memberOf } from '../sample-region.ts';

const city = memberOf('ID-LA/GOV/1871-DINSOS', { kind: 'opd', region: '18.71' });

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
    ['whose region is not known', { region: ['18'] }, memberOf('ID-LA/GOV/X')],
  ];
  it.each(nobody)('nobody is %s', (_, eligibility, member) => expect(isEligible(eligibility, member)).toBe(false));
});
