import { describe, expect, it } from '@jest/globals';
import { credentialName } from '../../src/domain/credential-name.ts';

describe('the name of a credential file', () => {
  it('is class, member and subsystem', () => {
    expect(credentialName('ID-LA/GOV/1871-DISDUKCAPIL/siak')).toBe('GOV.1871-DISDUKCAPIL.siak.jwk');
  });

  it('is not made where file systems would not take it', () => {
    expect(credentialName(`ID-LA/GOV/${'a'.repeat(100)}/${'b'.repeat(100)}`)).toHaveLength(209);
    expect(credentialName(`ID-LA/${'c'.repeat(100)}/${'a'.repeat(100)}/${'b'.repeat(100)}`)).toBeUndefined();
  });
});
