import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAccessTokenVerifier } from '@simpul/bus';
import { decodeJwt, exportJWK, generateKeyPair, type JWK } from 'jose';
import { type Fixture, PUBLIC_URL, startIdentity, subsystem } from '../fixtures/identity-fixture.ts';
import { assertion, credential, fetchNonce, proofKey, requestToken } from '../fixtures/token-client.ts';

const PINNED = 'ID-LA/GOV/1871/pinned';
const PRINT = 'a1'.repeat(32);
const OTHER = 'b2'.repeat(32);

let fixture: Fixture;
let key: JWK;
let pinnedKey: JWK;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  pinnedKey = { ...(await exportJWK(pair.privateKey)), alg: 'ES256' };
  const jwks = { keys: [{ kty: 'EC', ...(await exportJWK(pair.publicKey)) }] };
  const objects = [subsystem(), subsystem({ id: PINNED, jwks, certificates: [PRINT] })];
  fixture = await startIdentity({ objects });
  key = await credential(fixture, 'GOV.1871-DISDUKCAPIL.siak');
});
afterAll(() => fixture.stop());

/** Whether tokens are denied is tried elsewhere. */
const NOTHING_DENIED = { denies: () => false, isStale: () => false };

describe('a token request over a client certificate', () => {
  it('without a proof gets a token bound to the certificate', async () => {
    const answer = await requestToken(fixture, { assertion: await assertion({ key }), certificate: PRINT });
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 300 } });
    const token = String(answer.body.access_token);
    expect(decodeJwt(token)).toMatchObject({
      aud: `${PUBLIC_URL}/r1`,
      cnf: { 'x5t#S256': Buffer.from(PRINT, 'hex').toString('base64url') },
    });
    const verified = await createAccessTokenVerifier(fixture.bus.as('exchange'), NOTHING_DENIED).verify(token);
    expect(verified.boundTo).toEqual({ certificate: PRINT });
  });

  it('with a proof gets a token bound to the proof’s key alone', async () => {
    const nonce = await fetchNonce(fixture, key);
    const { prove } = await proofKey();
    const proof = await prove({ nonce });
    const answer = await requestToken(fixture, { assertion: await assertion({ key }), proof, certificate: PRINT });
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'DPoP' } });
    expect(decodeJwt(String(answer.body.access_token)).cnf).toEqual({ jkt: expect.any(String) });
  });

  it('with a proof that is wrong gets none, certificate or not', async () => {
    const { prove } = await proofKey();
    const proof = await prove({ htu: `${PUBLIC_URL}/r1` });
    const answer = await requestToken(fixture, { assertion: await assertion({ key }), proof, certificate: PRINT });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } });
  });

  it('of a client with registered certificates must be over one of them', async () => {
    const ask = async (certificate: string) =>
      requestToken(fixture, { assertion: await assertion({ key: pinnedKey, client: PINNED }), certificate });
    expect(await ask(PRINT)).toMatchObject({ status: 200 });
    expect(await ask(OTHER)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('still needs an assertion: a certificate is no authentication here', async () => {
    const answer = await requestToken(fixture, { form: { client_id: PINNED }, certificate: PRINT });
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('uses an assertion up, once', async () => {
    const signed = await assertion({ key });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => requestToken(fixture, { assertion: signed, certificate: PRINT })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

it('a header of the caller’s never stands for a certificate', async () => {
  const headers = ['Client-Cert', ':AAAA:', 'X-Client-Cert', PRINT, 'X-SSL-Client-Cert', PRINT];
  const answer = await requestToken(fixture, { assertion: await assertion({ key }), headers });
  expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } });
});
