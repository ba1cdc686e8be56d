import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decodeJwt, importJWK } from 'jose';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import * as openid from 'openid-client';
import { Agent, fetch as fetchOver } from 'undici';
import { ECHO, KEYED, PINNED } from './support/region.ts';
import { type SecuredBus, startSecuredBus } from './support/secured-bus.ts';
import { seconds } from './support/signed.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

let bus: SecuredBus;
let signing: openid.PrivateKey;
let discovered: openid.ServerMetadata;
const before = getCACertificates('default');
beforeAll(async () => {
  bus = await startSecuredBus();
  setDefaultCACertificates([...before, bus.ca]);
  const { jwk } = await bus.keyOf(KEYED);
  const key = await importJWK(jwk, 'ES256');
  if (key instanceof Uint8Array) throw new TypeError('not a key pair');
  signing = { key, kid: jwk.kid ?? '' };
  const configuration = await openid.discovery(new URL(bus.issuer), KEYED, undefined, openid.PrivateKeyJwt(signing));
  discovered = configuration.serverMetadata();
});
afterAll(async () => {
  setDefaultCACertificates(before);
  await bus.stop();
});

const resource = () => ({ resource: `${bus.url}/r1` });
const clientWith = (authentication: openid.ClientAuth): openid.Configuration =>
  new openid.Configuration(discovered, KEYED, undefined, authentication);
const changed = (
  change: (claims: Record<string, unknown>) => void,
  header?: (header: Record<string, unknown>) => void,
) =>
  openid.PrivateKeyJwt(signing, {
    [openid.modifyAssertion](ownHeader, claims) {
      change(claims);
      header?.(ownHeader);
    },
  });

/** What the server says of a request for a token. */
async function outcomeOf(authentication: openid.ClientAuth): Promise<string> {
  const client = clientWith(authentication);
  const DPoP = openid.getDPoPHandle(client, await openid.randomDPoPKeyPair('ES256'));
  try {
    await openid.clientCredentialsGrant(client, resource(), { DPoP });
    return 'a token';
  } catch (error) {
    if (error instanceof openid.ResponseBodyError) return error.error;
    // RFC 6749 5.2: who came with a header is answered with one.
    if (error instanceof openid.WWWAuthenticateChallengeError) return error.cause[0]?.parameters.error ?? 'no error';
    throw error;
  }
}

describe('a certified client', () => {
  it('gets a token by the profile, and calls with it', async () => {
    const client = clientWith(openid.PrivateKeyJwt(signing));
    const DPoP = openid.getDPoPHandle(client, await openid.randomDPoPKeyPair('ES256'));
    const tokens = await openid.clientCredentialsGrant(client, { ...resource(), purpose: 'uji' }, { DPoP });
    expect(tokens).toMatchObject({ token_type: 'dpop', expires_in: 300 });
    expect(decodeJwt(tokens.access_token)).toMatchObject({ sub: KEYED, aud: `${bus.url}/r1`, purpose_id: 'uji' });
    const headers = new Headers({ 'X-Road-Client': KEYED });
    const url = new URL(bus.url + ECHO);
    const answer = await openid.fetchProtectedResource(client, tokens.access_token, url, 'GET', null, headers, {
      DPoP,
    });
    expect(answer.status).toBe(200);
  });

  it.each<[string, () => openid.ClientAuth]>([
    ['the token endpoint as audience', () => changed((claims) => (claims['aud'] = `${bus.issuer}/token`))],
    ['a list as audience', () => changed((claims) => (claims['aud'] = [bus.issuer]))],
    ['a life of five minutes', () => changed((claims) => (claims['exp'] = seconds() + 300))],
    ['an end in the past', () => changed((claims) => (claims['exp'] = seconds() - 1))],
    ['a beginning in the future', () => changed((claims) => (claims['iat'] = seconds() + 120))],
    ['no id', () => changed((claims) => delete claims['jti'])],
    [
      'another algorithm in its header',
      () =>
        changed(
          () => undefined,
          (header) => (header['alg'] = 'PS256'),
        ),
    ],
    [
      'none in its header',
      () =>
        changed(
          () => undefined,
          (header) => (header['alg'] = 'none'),
        ),
    ],
    [
      'a kid that is nobody’s',
      () =>
        changed(
          () => undefined,
          (header) => (header['kid'] = 'x'),
        ),
    ],
    ['a secret in the form', () => openid.ClientSecretPost('secret')],
    ['a secret in the header', () => openid.ClientSecretBasic('secret')],
    ['an assertion by a secret', () => openid.ClientSecretJwt('a secret of a client that is long enough')],
    ['no authentication', () => openid.None()],
  ])('with %s is refused', async (_, authentication) => {
    expect(await outcomeOf(authentication())).toBe('invalid_client');
  });

  it('cannot take the name of another', async () => {
    const other = changed((claims) => Object.assign(claims, { iss: PINNED, sub: PINNED }));
    expect(await outcomeOf(other)).toBe('invalid_request');
  });

  it('gets no token without a proof', async () => {
    const request = openid.clientCredentialsGrant(clientWith(openid.PrivateKeyJwt(signing)), resource());
    await expect(request).rejects.toMatchObject({ error: 'invalid_dpop_proof' });
  });

  it('is not let in with its token as Bearer, and is told how to come', async () => {
    const client = clientWith(openid.PrivateKeyJwt(signing));
    const DPoP = openid.getDPoPHandle(client, await openid.randomDPoPKeyPair('ES256'));
    const { access_token: token } = await openid.clientCredentialsGrant(client, resource(), { DPoP });
    const headers = new Headers({ 'X-Road-Client': KEYED });
    const call = openid.fetchProtectedResource(client, token, new URL(bus.url + ECHO), 'GET', null, headers);
    await expect(call).rejects.toMatchObject({
      status: 401,
      cause: [{ scheme: 'dpop', parameters: { error: 'invalid_token', algs: 'ES256 PS256 EdDSA' } }],
    });
  });

  it('may bind its token to a certificate instead', async () => {
    const { cert, key } = bus.foreign;
    const dispatcher = new Agent({ connect: { cert, key, ca: bus.ca } });
    const client = clientWith(openid.PrivateKeyJwt(signing));
    client[openid.customFetch] = (url, { body, method, headers }) =>
      fetchOver(url, {
        method,
        headers,
        dispatcher,
        ...(body instanceof URLSearchParams && { body: body.toString() }),
      });
    const tokens = await openid.clientCredentialsGrant(client, resource());
    expect(tokens.token_type).toBe('bearer');
    const headers = new Headers({ 'X-Road-Client': KEYED });
    const url = new URL(bus.url + ECHO);
    const answer = await openid.fetchProtectedResource(client, tokens.access_token, url, 'GET', null, headers);
    expect(answer.status).toBe(200);
    await dispatcher.close();
  });
});
