import { afterAll, describe, expect, it } from '@jest/globals';
import { AUTH } from '@simpul/errors';
import { createProofChecker } from '../../src/proof/dpop-proof.ts';
import { createSignatureChecker } from '../../src/proof/check-signature.ts';
import { readProofHeader } from '../../src/proof/proof-header.ts';
import { SignatureThread } from '../../src/proof/signature-thread.ts';
import { errorOf } from '../support/error-of.ts';

// What is printed in RFC 9449: the proofs of figures 2 and 12, the token of figure 12, the thumbprint of section 6.

const HEADER =
  'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19';
const AT_TOKEN_ENDPOINT = `${HEADER}.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg`;
const AT_RESOURCE = `${HEADER}.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA`;
const TOKEN = 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU';
const REQUEST = { method: 'GET', url: 'https://resource.example.org/protectedresource', token: TOKEN };
const JKT = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';
const MADE_AT_S = 1_562_262_618;

const signatures = new SignatureThread();
afterAll(() => signatures.close());
const checkAt = (seconds: number) => createProofChecker({ signatures, now: () => seconds * 1000 });

describe('the proofs of RFC 9449', () => {
  it('are signed by the key that they show, whose thumbprint section 6 prints', () => {
    const isRight = createSignatureChecker();
    expect([isRight(AT_TOKEN_ENDPOINT), isRight(AT_RESOURCE)]).toEqual([true, true]);
    expect(readProofHeader(HEADER).jkt).toBe(JKT);
  });

  it('figure 12 is good for its request and its token', async () => {
    const good = { jkt: JKT, jti: 'e1j3V_bKic8-LAEB' };
    await expect(checkAt(MADE_AT_S + 1)(AT_RESOURCE, REQUEST)).resolves.toEqual(good);
  });

  it('figure 12 is good for nothing else, and at no other time', async () => {
    const changes = [{ method: 'POST' }, { url: 'https://resource.example.org/other' }, { token: `${TOKEN}x` }];
    for (const change of changes) {
      const error = await errorOf(() => checkAt(MADE_AT_S)(AT_RESOURCE, { ...REQUEST, ...change }));
      expect(error.code).toBe(AUTH.PROOF_INVALID.code);
    }
    for (const time of [MADE_AT_S + 61, MADE_AT_S - 11])
      expect((await errorOf(() => checkAt(time)(AT_RESOURCE, REQUEST))).code).toBe(AUTH.PROOF_INVALID.code);
  });

  it('figure 2 has no hash of a token, and so is none for a resource', async () => {
    const request = { method: 'POST', url: 'https://server.example.com/token', token: TOKEN };
    const error = await errorOf(() => checkAt(1_562_262_616)(AT_TOKEN_ENDPOINT, request));
    expect(error.params['reason']).toBe('ath is not the hash of the token');
  });
});
