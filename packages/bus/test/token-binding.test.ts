import { describe, expect, it } from '@jest/globals';
import { SimpulError } from '@simpul/errors';
import { checkBinding, readBinding } from '../src/token-binding.ts';

const PRINT = 'a1'.repeat(32);
const X5T = Buffer.from(PRINT, 'hex').toString('base64url');

describe('the claim cnf', () => {
  it('names a key or a certificate', () => {
    expect(readBinding({ jkt: 'k' })).toEqual({ jkt: 'k' });
    expect(readBinding({ 'x5t#S256': X5T })).toEqual({ certificate: PRINT });
  });

  it.each([
    undefined,
    null,
    'k',
    {},
    { jkt: 1 },
    { jwk: {} },
    { jkt: 'k', 'x5t#S256': X5T },
    { 'x5t#S256': 7 },
    { 'x5t#S256': `${X5T}A` },
    { 'x5t#S256': X5T.slice(0, -1) + 'B' },
  ])('%j binds a token to nothing that is known here', (cnf) => expect(readBinding(cnf)).toBeUndefined());
});

describe('a token', () => {
  const codeOf = (...[boundTo, shown]: Parameters<typeof checkBinding>): string | undefined => {
    try {
      checkBinding(boundTo, shown);
    } catch (error) {
      return error instanceof SimpulError ? error.code : 'another error';
    }
    return undefined;
  };
  const key = { jkt: 'k' };
  const certificate = { certificate: PRINT };

  it('is good with what it is bound to', () => {
    expect(codeOf(key, { proof: { jkt: 'k' } })).toBeUndefined();
    expect(codeOf(certificate, { certificate: PRINT })).toBeUndefined();
  });

  it('is good with nothing else', () => {
    expect(codeOf(key, { proof: { jkt: 'l' } })).toBe('SIMPUL_AUTH_PROOF_INVALID');
    expect(codeOf(certificate, { proof: { jkt: 'k' } })).toBe('SIMPUL_AUTH_PROOF_INVALID');
    expect(codeOf(certificate, { certificate: 'b2'.repeat(32) })).toBe('SIMPUL_AUTH_TOKEN_INVALID');
    expect(codeOf(key, { certificate: PRINT })).toBe('SIMPUL_AUTH_TOKEN_INVALID');
  });
});
