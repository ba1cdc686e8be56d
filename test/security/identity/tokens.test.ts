import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { MadeCertificate } from '@simpul/testing';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { ECHO, KEYED, OTHER_ECHO, PINNED } from './support/region.ts';
import { type Answer, type SecuredBus, startSecuredBus } from './support/secured-bus.ts';
import { makeKey, proofOf, seconds, unsigned } from './support/signed.ts';
import { createTokenRequester, type TokenRequester } from './support/token-requester.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

let bus: SecuredBus;
let keyed: TokenRequester;
let pinned: TokenRequester;
let auditor: TokenRequester;
beforeAll(async () => {
  bus = await startSecuredBus();
  keyed = await createTokenRequester(bus, KEYED);
  pinned = await createTokenRequester(bus, PINNED);
  auditor = await createTokenRequester(bus, 'sandbox-auditor');
});
afterAll(() => bus.stop());

const API = '/audit/v1/records';
const api = () => `${bus.url}/api`;
/** A token that is bound to a certificate. */
const boundTo = (who: TokenRequester, certificate: MadeCertificate, resource = `${bus.url}/r1`): Promise<string> =>
  who.token({ proof: null, certificate, form: { resource } });

interface Shown {
  readonly scheme?: string;
  readonly certificate?: MadeCertificate;
  readonly path?: string;
  /** Proves possession of its key. */
  readonly by?: TokenRequester;
}
async function callWith(who: TokenRequester, token: string, shown: Shown = {}): Promise<Answer> {
  const { scheme = 'DPoP', certificate, path = ECHO, by } = shown;
  const dpop = by && (await proofOf(by.proofKey, { method: 'GET', url: bus.url + path, token }));
  const client = path === API ? {} : { 'x-road-client': who.client };
  const headers = { ...client, authorization: `${scheme} ${token}`, ...(dpop !== undefined && { dpop }) };
  return bus.call(path, { headers, certificate });
}
const challengeOf = ({ headers }: Answer): string => [headers['www-authenticate']].flat()[0] ?? '';

describe('a token', () => {
  it('T.1 is a JWT of RFC 9068 for one audience, which lives five minutes', async () => {
    const token = await keyed.token();
    expect(decodeProtectedHeader(token)).toMatchObject({ typ: 'at+jwt', alg: 'ES256', kid: expect.any(String) });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({ iss: bus.issuer, sub: KEYED, client_id: KEYED, aud: `${bus.url}/r1` });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(300);
    expect(claims.jti).toEqual(expect.any(String));
  });

  it('T.2 for exchanges is none for the APIs, and the other way round', async () => {
    const exchange = await keyed.token();
    const management = await auditor.token({ form: { resource: api() } });
    expect((await callWith(keyed, exchange, { by: keyed })).status).toBe(200);
    expect((await callWith(auditor, management, { by: auditor, path: API })).status).toBe(200);
    for (const answer of [
      await callWith(keyed, exchange, { by: keyed, path: API }),
      await callWith(keyed, await keyed.token({ form: { resource: api() } }), { by: keyed }),
    ]) {
      expect(answer.status).toBe(401);
      expect(challengeOf(answer)).toMatch(/^DPoP error="invalid_token"/);
    }
  });

  it('T.3 for one service is none for another', async () => {
    const resource = `${bus.url}${ECHO}`;
    const token = await keyed.token({ form: { resource } });
    expect((await callWith(keyed, token, { by: keyed })).status).toBe(200);
    expect((await callWith(keyed, token, { by: keyed, path: OTHER_ECHO })).status).toBe(401);
  });

  it('T.4 of one client is not for another’s name', async () => {
    const answer = await callWith(pinned, await keyed.token(), { by: keyed });
    expect(answer.headers['x-road-error']).toBe('Server.ServerProxy.AccessDenied');
  });

  it('T.5 is not taken as Bearer when it is bound to a key', async () => {
    const exchange = await keyed.token();
    const management = await auditor.token({ form: { resource: api() } });
    for (const certificate of [undefined, bus.foreign])
      for (const [who, token, path] of [
        [keyed, exchange, ECHO],
        [auditor, management, API],
      ] as const) {
        const shown = { scheme: 'Bearer', path, ...(certificate && { certificate }) };
        const answer = await callWith(who, token, shown);
        expect(answer.status).toBe(401);
        expect(challengeOf(answer)).toMatch(/^DPoP error="invalid_token"/);
      }
  });

  it('T.6 is bound to the certificate where no proof comes, and is good over that one alone', async () => {
    const token = await boundTo(keyed, bus.foreign);
    expect(decodeJwt(token)['cnf']).toEqual({
      'x5t#S256': Buffer.from(bus.foreign.fingerprint, 'hex').toString('base64url'),
    });
    const bearer = (certificate?: MadeCertificate) =>
      callWith(keyed, token, { scheme: 'Bearer', ...(certificate && { certificate }) });
    expect((await bearer(bus.foreign)).status).toBe(200);
    for (const answer of [await bearer(bus.registered), await bearer()]) {
      expect(answer.status).toBe(401);
      expect(challengeOf(answer)).toMatch(/^DPoP error="invalid_token"/);
    }
  });

  it('T.7 of the APIs is bound to the certificate likewise', async () => {
    const token = await boundTo(auditor, bus.foreign, api());
    const bearer = (certificate?: MadeCertificate) =>
      callWith(auditor, token, { scheme: 'Bearer', path: API, ...(certificate && { certificate }) });
    expect((await bearer(bus.foreign)).status).toBe(200);
    expect((await bearer(bus.registered)).status).toBe(401);
    expect((await bearer()).status).toBe(401);
  });

  it('T.8 that is bound to a certificate is not taken with a proof', async () => {
    const token = await boundTo(keyed, bus.foreign);
    const answer = await callWith(keyed, token, { by: keyed, certificate: bus.foreign });
    expect(answer.status).toBe(401);
    expect(challengeOf(answer)).toMatch(/^DPoP error="invalid_dpop_proof"/);
  });

  it('T.9 is given over a registered certificate only, where the client has any', async () => {
    expect(decodeJwt(await boundTo(pinned, bus.registered))['cnf']).toHaveProperty(['x5t#S256']);
    const answer = await pinned.ask({ proof: null, certificate: bus.foreign });
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('T.10 of somebody else is none', async () => {
    const by = await makeKey();
    const claims = decodeJwt(await keyed.token());
    const header = decodeProtectedHeader(await keyed.token());
    const forged = await new SignJWT(claims).setProtectedHeader({ ...header, alg: 'ES256' }).sign(by.key);
    const good = await keyed.token();
    const [head, , signature] = good.split('.');
    const changed = Buffer.from(JSON.stringify({ ...claims, exp: seconds() + 9999 })).toString('base64url');
    for (const token of [
      forged,
      `${head}.${changed}.${signature}`,
      unsigned(good, { ...header, alg: 'none' }),
      unsigned(good, { ...header, alg: 'HS256' }),
      'x',
      await keyed.assertion(),
    ]) {
      const answer = await callWith(keyed, token, { by: keyed });
      expect(answer.status).toBe(401);
      expect(challengeOf(answer)).toMatch(/^DPoP error="invalid_token"/);
    }
  });

  it('T.11 comes in the header: not in the query, not in the form', async () => {
    const token = await boundTo(keyed, bus.foreign);
    const headers = { 'x-road-client': KEYED };
    const query = await bus.call(`${ECHO}?access_token=${token}`, { headers, certificate: bus.foreign });
    const form = await bus.call(ECHO, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: `access_token=${token}`,
      certificate: bus.foreign,
    });
    expect([query.status, form.status]).toEqual([401, 401]);
  });

  it('T.12 that is missing is asked for, with where to get one', async () => {
    for (const [path, resource] of [
      [ECHO, 'r1'],
      [API, 'api'],
    ] as const) {
      const answer = await bus.call(path, { headers: { 'x-road-client': KEYED } });
      const metadata = `${bus.url}/.well-known/oauth-protected-resource/${resource}`;
      expect(answer.status).toBe(401);
      expect(challengeOf(answer)).toMatch(
        /^DPoP error="invalid_token", error_description="[^"]+", algs="ES256 PS256 EdDSA"/,
      );
      expect(challengeOf(answer)).toContain(`resource_metadata="${metadata}"`);
      const told = await bus.call(metadata.slice(bus.url.length));
      expect(told.body).toMatchObject({ resource: `${bus.url}/${resource}`, authorization_servers: [bus.issuer] });
    }
  });
});

describe('the metadata', () => {
  it('T.13 of the server names what it does and nothing else, at both addresses', async () => {
    const [oauth, oidc] = await Promise.all([
      bus.call('/.well-known/oauth-authorization-server/oauth2'),
      bus.call('/oauth2/.well-known/openid-configuration'),
    ]);
    expect(oauth.body).toEqual(oidc.body);
    expect(oauth.body).toMatchObject({
      issuer: bus.issuer,
      token_endpoint: `${bus.issuer}/token`,
      token_endpoint_auth_signing_alg_values_supported: ['ES256', 'PS256', 'EdDSA'],
      dpop_signing_alg_values_supported: ['ES256', 'PS256', 'EdDSA'],
      tls_client_certificate_bound_access_tokens: true,
    });
    expect(oauth.body['token_endpoint_auth_methods_supported']).toContain('private_key_jwt');
    for (const method of ['client_secret_basic', 'client_secret_post', 'client_secret_jwt'])
      expect(oauth.body['token_endpoint_auth_methods_supported']).not.toContain(method);
  });

  it('T.14 of keys shows public keys of the profile alone', async () => {
    const { body } = await bus.call('/oauth2/jwks');
    const keys = body['keys'] as readonly Record<string, unknown>[];
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      // Tokens are signed with the one kind, answers with the other.
      const kinds = [
        { kty: 'EC', crv: 'P-256', alg: 'ES256' },
        { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' },
      ];
      expect(kinds).toContainEqual({ kty: key['kty'], crv: key['crv'], alg: key['alg'] });
      expect(key).toMatchObject({ use: 'sig', kid: expect.any(String) });
      expect(key).not.toHaveProperty('d');
    }
  });
});
