import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAccessTokenVerifier } from '@simpul/bus';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, type JWK } from 'jose';
import { type Fixture, ISSUER, PUBLIC_URL, SIAK, startIdentity, subsystem } from './fixtures/identity-fixture.ts';
import {
  assertion,
  credential,
  fetchNonce,
  proofKey,
  requestToken,
  seconds,
  type TokenRequest,
} from './fixtures/token-client.ts';

const PS256 = 'ID-LA/GOV/1871/ps';
const EDDSA = 'ID-LA/GOV/1871/ed';
const RS256 = 'ID-LA/GOV/1871/rs';
const AT_ONCE = 50;
const NOT_FOR_SYSTEMS = {
  error: 'invalid_request',
  error_description: 'requested grant type is not allowed for this client',
};

let fixture: Fixture;
let key: JWK;
let nonce: string;
const registered = new Map<string, JWK>();

beforeAll(async () => {
  const objects = [subsystem()];
  for (const [id, alg] of [
    [PS256, 'PS256'],
    [EDDSA, 'EdDSA'],
    [RS256, 'RS256'],
  ] as const) {
    const pair = await generateKeyPair(alg, { extractable: true });
    registered.set(id, { ...(await exportJWK(pair.privateKey)), alg });
    objects.push(subsystem({ id, jwks: { keys: [{ kty: '', ...(await exportJWK(pair.publicKey)) }] } }));
  }
  // A minute passes between any two requests, so that limits stay out of the way.
  let time = 0;
  fixture = await startIdentity({ objects, now: () => (time += 60_000) });
  key = await credential(fixture, 'GOV.1871-DISDUKCAPIL.siak');
  nonce = await fetchNonce(fixture, key);
});
afterAll(() => fixture.stop());

/** A request that succeeds, with changes. */
async function ask(changes: TokenRequest & { claims?: Record<string, unknown> } = {}) {
  const proof = changes.proof ?? (await (await proofKey()).prove({ nonce }));
  const signed = changes.assertion ?? (await assertion({ key, ...(changes.claims && { claims: changes.claims }) }));
  return requestToken(fixture, { ...changes, assertion: signed, proof });
}

describe('a token request', () => {
  it('is told the nonce, then gets a JWT bound to the key of its proof', async () => {
    const { prove, jwk } = await proofKey();
    const first = await requestToken(fixture, { assertion: await assertion({ key }), proof: await prove() });
    expect(first).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } });

    const proof = await prove({ nonce: first.headers.get('dpop-nonce') });
    const answer = await requestToken(fixture, { assertion: await assertion({ key }), proof });
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'DPoP', expires_in: 300 } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const token = String(answer.body.access_token);
    expect(decodeProtectedHeader(token)).toMatchObject({ typ: 'at+jwt', alg: 'ES256' });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({
      iss: ISSUER,
      sub: SIAK,
      client_id: SIAK,
      aud: `${PUBLIC_URL}/r1`,
      cnf: { jkt: await calculateJwkThumbprint(jwk) },
      jti: expect.any(String),
    });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(300);
    expect(claims).not.toHaveProperty('purpose_id');
    const verified = await createAccessTokenVerifier(fixture.bus.as('exchange'), {
      denies: () => false,
      isStale: () => false,
    }).verify(token);
    expect(verified).toMatchObject({ clientId: SIAK, audience: `${PUBLIC_URL}/r1`, purpose: undefined });
  });

  it.each([
    [PS256, 200],
    [EDDSA, 200],
    [RS256, 401],
  ])('of %s, by the algorithm of its key, is answered %i', async (client, status) => {
    const answer = await ask({ assertion: await assertion({ key: registered.get(client) ?? {}, client }) });
    expect(answer.status).toBe(status);
  });

  it.each([
    ['the token endpoint as audience', { aud: `${ISSUER}/token` }],
    ['a list as audience', { aud: [ISSUER] }],
    ['no audience', { aud: undefined }],
    ['an expiry two minutes ahead', { exp: seconds() + 120 }],
    ['an expiry in the past', { exp: seconds() - 1 }],
    ['no expiry', { exp: undefined }],
    ['no jti', { jti: undefined }],
    ['another issuer', { iss: PS256 }],
    ['an iat in the future', { iat: seconds() + 600, exp: seconds() + 630 }],
    ['an unknown client', { iss: 'ID-LA/GOV/1871/none', sub: 'ID-LA/GOV/1871/none' }],
  ])('whose assertion has %s is refused as invalid_client', async (_, claims) => {
    expect(await ask({ claims })).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('with an unsigned assertion is refused', async () => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { iss: SIAK, sub: SIAK, aud: ISSUER, jti: 'none', exp: seconds() + 60 };
    const answer = await ask({ assertion: `${encode({ alg: 'none' })}.${encode(claims)}.` });
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('with an assertion of a key that is not registered is refused', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const other = { ...(await exportJWK(privateKey)), alg: 'ES256' };
    expect(await ask({ assertion: await assertion({ key: other }) })).toMatchObject({ status: 401 });
  });

  it.each([
    ['a secret in the form', { form: { client_id: SIAK, client_secret: 'x' } }],
    ['a secret in the header', { headers: ['Authorization', `Basic ${btoa(`${encodeURIComponent(SIAK)}:secret`)}`] }],
    ['no authentication', { form: { client_id: SIAK } }],
  ])('with %s instead of an assertion is refused', async (_, request: TokenRequest) => {
    const { prove } = await proofKey();
    const answer = await requestToken(fixture, { ...request, proof: await prove({ nonce }) });
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it.each([
    ['no resource', undefined],
    ['an empty resource', ''],
    ['two resources', [`${PUBLIC_URL}/r1`, `${PUBLIC_URL}/api`]],
    ['an unknown resource', `${PUBLIC_URL}/r2`],
    ['a resource elsewhere', 'https://example.org/r1'],
    ['a service of another instance', `${PUBLIC_URL}/r1/EE/GOV/1/x/y`],
    ['half a service id', `${PUBLIC_URL}/r1/ID-LA/GOV`],
    ['a relative resource', '/r1'],
  ])('with %s is refused as invalid_target', async (_, resource) => {
    expect(await ask({ form: { resource } })).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
  });

  it.each([`${PUBLIC_URL}/api`, `${PUBLIC_URL}/r1/ID-LA/GOV/1871-DISDUKCAPIL/dukcapil/nik`])(
    'for %s gets a token with that audience',
    async (resource) => {
      const answer = await ask({ form: { resource } });
      expect(decodeJwt(String(answer.body.access_token)).aud).toBe(resource);
    },
  );

  it('that names a purpose gets a token pinned to it', async () => {
    const answer = await ask({ form: { purpose: 'BANSOS-2026' } });
    expect(decodeJwt(String(answer.body.access_token)).purpose_id).toBe('BANSOS-2026');
  });

  it.each([
    ['with a space', 'a b'],
    ['too long', 'a'.repeat(101)],
    ['twice', ['a', 'b']],
  ])('that names a purpose %s is refused', async (_, purpose) => {
    expect(await ask({ form: { purpose } })).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  it.each([
    ['password', { error: 'unsupported_grant_type' }],
    ['authorization_code', NOT_FOR_SYSTEMS],
    ['refresh_token', NOT_FOR_SYSTEMS],
    ['urn:ietf:params:oauth:grant-type:device_code', NOT_FOR_SYSTEMS],
  ])('for the grant %s is refused', async (grant, refusal) => {
    const given = { code: 'x', redirect_uri: 'http://127.0.0.1/callback', refresh_token: 'x', device_code: 'x' };
    const answer = await ask({ form: { grant_type: grant, ...given } });
    expect(answer).toMatchObject({ status: 400, body: refusal });
  });
});

describe('a proof of possession', () => {
  it('must be there', async () => {
    const answer = await requestToken(fixture, { assertion: await assertion({ key }) });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } });
  });

  it.each([
    ['another address', { htu: `${PUBLIC_URL}/r1` }],
    ['another host', { htu: 'http://evil.example/oauth2/token' }],
    ['another method', { htm: 'GET' }],
    ['no jti', { jti: undefined }],
  ])('for or with %s is refused', async (_, claims) => {
    const { prove } = await proofKey();
    const answer = await ask({ proof: await prove({ nonce, ...claims }) });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } });
  });

  it.each(['RS256', 'ES384'])('with %s is refused', async (alg) => {
    const { prove } = await proofKey(alg);
    expect(await ask({ proof: await prove({ nonce }) })).toMatchObject({ body: { error: 'invalid_dpop_proof' } });
  });

  it('with a nonce that we did not give is refused and told another', async () => {
    const { prove } = await proofKey();
    const answer = await ask({ proof: await prove({ nonce: 'old' }) });
    expect(answer).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } });
    expect(answer.headers.get('dpop-nonce')).toBe(nonce);
  });

  it('is checked against the public address, whatever host the caller names', async () => {
    const forged = ['Host', 'evil.example', 'X-Forwarded-Host', 'evil.example', 'X-Forwarded-Proto', 'https'];
    expect(await ask({ headers: [...forged, 'Forwarded', 'host=evil.example'] })).toMatchObject({ status: 200 });
  });
});

describe('one use', () => {
  it('of a jti by an assertion does not take it from a proof', async () => {
    const { prove } = await proofKey();
    const proof = await prove({ nonce, jti: 'the-same' });
    expect(await ask({ claims: { jti: 'the-same' }, proof })).toMatchObject({ status: 200 });
  });

  it('of an assertion succeeds when it comes many times at once', async () => {
    const signed = await assertion({ key });
    const { prove } = await proofKey();
    const proofs = await Promise.all(Array.from({ length: AT_ONCE }, () => prove({ nonce })));
    const answers = await Promise.all(proofs.map((proof) => ask({ assertion: signed, proof })));
    const refused = answers.filter(({ status, body }) => status === 401 && body.error === 'invalid_client');
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(refused).toHaveLength(AT_ONCE - 1);
  });

  it('of a proof succeeds when it comes many times at once', async () => {
    const proof = await (await proofKey()).prove({ nonce });
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, async () =>
        ask({ proof, assertion: await assertion({ key: registered.get(EDDSA) ?? {}, client: EDDSA }) }),
      ),
    );
    const refused = answers.filter(({ status, body }) => status === 400 && body.error === 'invalid_dpop_proof');
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(refused).toHaveLength(AT_ONCE - 1);
  });
});
