import { describe, expect, it } from '@jest/globals';
import { makeRecoveryCodes, recoveryDigest } from '../../../src/people/domain/recovery-codes.ts';

describe('recovery codes', () => {
  it('are ten different ones, in groups that can be read out', () => {
    const codes = makeRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
  });

  it.each([
    'ABCD-EF01-2345-6789',
    'abcdef0123456789',
    ' abcd ef01 2345 6789 ',
    'abcd-efoi-2345-6789',
    'abcd-efOl-2345-6789',
  ])('are known as people write them: %j', (typed) => {
    expect(recoveryDigest('person', typed)).toBe(recoveryDigest('person', 'abcd-ef01-2345-6789'));
  });

  it('are those of one person', () => {
    expect(recoveryDigest('one', 'abcd-ef01-2345-6789')).not.toBe(recoveryDigest('other', 'abcd-ef01-2345-6789'));
  });
});
