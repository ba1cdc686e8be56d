import { describe, expect, it } from '@jest/globals';
import { AUTH, HTTP, SimpulError } from '@simpul/errors';
import { challenge, dpopToken, insufficientScope } from '../../src/auth/authorization-header.ts';

describe('dpopToken', () => {
  it.each([
    ['DPoP abc.def-ghi_~+/==', 'abc.def-ghi_~+/=='],
    ['dpop abc', 'abc'],
    ['DPOP abc', 'abc'],
  ])('reads %s', (header, token) => expect(dpopToken(header)).toBe(token));

  it.each([
    undefined,
    '',
    'DPoP',
    'DPoP ',
    'DPoP  abc',
    'DPoP abc def',
    'DPoP abc, DPoP def',
    ' DPoP abc',
    'DPoP abc ',
    'DPoP a=b',
    'Bearer abc',
    'Basic abc',
    'XDPoP abc',
  ])('finds no token in %p', (header) => expect(dpopToken(header)).toBeUndefined());
});

describe('challenge', () => {
  const METADATA = 'https://bus.example/.well-known/oauth-protected-resource/r1';
  const of = (error: SimpulError): string => challenge(error, METADATA)[1] ?? '';

  it('names the error, the algorithms and where the metadata is', () => {
    expect(challenge(new SimpulError(AUTH.TOKEN_MISSING), METADATA)).toEqual([
      'WWW-Authenticate',
      expect.stringMatching(
        /^DPoP error="invalid_token", error_description="[^"\\]+", algs="ES256 PS256 EdDSA", resource_metadata="https:\/\/bus\.example\/\.well-known\/oauth-protected-resource\/r1"$/,
      ),
    ]);
  });

  it('tells a wrong proof from a wrong token', () => {
    expect(of(new SimpulError(AUTH.PROOF_INVALID, { params: { reason: 'x' } }))).toContain('"invalid_dpop_proof"');
    expect(of(new SimpulError(AUTH.PROOF_REPLAYED))).toContain('"invalid_dpop_proof"');
    expect(of(new SimpulError(AUTH.TOKEN_INVALID, { params: { reason: 'x' } }))).toContain('"invalid_token"');
  });

  it('cannot be broken out of by a reason with quotes or backslashes', () => {
    const value = of(new SimpulError(AUTH.TOKEN_INVALID, { params: { reason: 'a", realm="evil\\' } }));
    expect(value).toContain('error_description="The access token is not valid here: a, realm=evil", algs=');
  });
});

it('insufficientScope names the scope, what went wrong and where the metadata is', () => {
  const error = new SimpulError(HTTP.FORBIDDEN, { params: { scope: 'registry:write' } });
  expect(insufficientScope(error, 'https://bus.example/x')).toBe(
    'DPoP error="insufficient_scope", error_description="The token does not carry the scope registry:write", scope="registry:write", resource_metadata="https://bus.example/x"',
  );
});
