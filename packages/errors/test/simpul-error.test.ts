import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ACCESS, AUTH, isSimpulError, SimpulError } from '../src/index.ts';

describe('SimpulError', () => {
  it('fills its message in both languages', () => {
    const error = new SimpulError(ACCESS.QUOTA_EXCEEDED, { params: { agreement: 'PKS-1', limit: 60 } });
    expect(error.message).toBe('The quota of agreement PKS-1, 60 a minute, is used up');
    expect(error.messageIn('id')).toBe('Kuota perjanjian PKS-1, 60 per menit, telah habis');
  });

  it('leaves placeholders without a param as they are', () => {
    expect(new SimpulError(ACCESS.QUOTA_EXCEEDED, { params: { limit: 60 } }).message).toBe(
      'The quota of agreement {agreement}, 60 a minute, is used up',
    );
    expect(new SimpulError(AUTH.TOKEN_INVALID).message).toBe('The access token is not valid here: {reason}');
  });

  it('puts a value in as it is, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('{reason}', '$&', '$1', '$`')), (reason) => {
        const { message } = new SimpulError(AUTH.TOKEN_INVALID, { params: { reason } });
        expect(message).toBe(`The access token is not valid here: ${reason}`);
      }),
    );
  });

  it('keeps its cause and its particulars', () => {
    const cause = new Error('inner');
    const headers = ['Connection', 'close'];
    const error = new SimpulError(AUTH.PROOF_REPLAYED, { cause, retryAfter: 3, headers });
    expect(error).toMatchObject({ name: 'SimpulError', code: 'SIMPUL_AUTH_PROOF_REPLAYED', retryAfter: 3, headers });
    expect(error.cause).toBe(cause);
  });
});

describe('isSimpulError', () => {
  it('tells our errors from others, and one row from another', () => {
    const error: unknown = new SimpulError(AUTH.PROOF_REPLAYED);
    expect(isSimpulError(error)).toBe(true);
    expect(isSimpulError(error, AUTH.PROOF_REPLAYED)).toBe(true);
    expect(isSimpulError(error, AUTH.PROOF_INVALID)).toBe(false);
    expect(isSimpulError(new Error('other'))).toBe(false);
    expect(isSimpulError(undefined)).toBe(false);
  });
});
