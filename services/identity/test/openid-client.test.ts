import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt, importJWK } from 'jose';
import * as openid from 'openid-client';
import { type Fixture, ISSUER, PUBLIC_URL, SIAK, startIdentity } from './fixtures/identity-fixture.ts';
import { credential } from './fixtures/token-client.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startIdentity();
});
afterAll(() => fixture.stop());

/** Stands where a network would be. */
async function fetchThroughBus(url: string, options: openid.CustomFetchOptions): Promise<Response> {
  const { pathname, search } = new URL(url);
  const answer = await fixture.ask(pathname + search, {
    method: options.method,
    headers: Object.entries(options.headers).flat(),
    body: options.body instanceof URLSearchParams ? options.body.toString() : '',
  });
  return new Response(JSON.stringify(answer.body), { status: answer.status, headers: [...answer.headers] });
}

it.each(['oauth2', 'oidc'] as const)('a certified client gets a token, by discovery of %s', async (algorithm) => {
  const jwk = await credential(fixture, 'GOV.1871-DISDUKCAPIL.siak');
  const key = await importJWK(jwk);
  if (key instanceof Uint8Array) throw new TypeError('not a key pair');
  const authentication = openid.PrivateKeyJwt({ key, kid: jwk.kid ?? '' });
  const client = await openid.discovery(new URL(ISSUER), SIAK, undefined, authentication, {
    algorithm,
    execute: [openid.allowInsecureRequests],
    [openid.customFetch]: fetchThroughBus,
  });
  const DPoP = openid.getDPoPHandle(client, await openid.randomDPoPKeyPair('ES256'));
  const parameters = { resource: `${PUBLIC_URL}/r1`, purpose: 'BANSOS' };
  const tokens = await openid.clientCredentialsGrant(client, parameters, { DPoP });
  expect(tokens.token_type).toBe('dpop');
  expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: `${PUBLIC_URL}/r1`, sub: SIAK, purpose_id: 'BANSOS' });
});
