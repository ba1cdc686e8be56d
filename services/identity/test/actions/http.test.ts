import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { http } from '../../src/actions/http.ts';
import { DEVICE_CODE_GRANT } from '../../src/domain/people-profile.ts';
import { type Fixture, ISSUER, PUBLIC_URL, startIdentity } from '../fixtures/identity-fixture.ts';
import { assertion, credential, proofKey, requestToken } from '../fixtures/token-client.ts';

const PARAMS = { method: 'POST', target: '/oauth2/token', headers: [], body: new Uint8Array(), source: '192.0.2.1' };
const METADATA = ['/.well-known/oauth-authorization-server/oauth2', '/oauth2/.well-known/openid-configuration'];

let fixture: Fixture;
let time = 0;

beforeAll(async () => {
  fixture = await startIdentity({ now: () => time });
});
afterAll(() => fixture.stop());
afterEach(() => {
  jest.restoreAllMocks();
});

describe('metadata', () => {
  it.each(METADATA)('at %s names what we do and nothing else', async (target) => {
    const answer = await fixture.ask(target);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.body).toEqual({
      issuer: ISSUER,
      authorization_endpoint: `${PUBLIC_URL}/oauth2/auth`,
      pushed_authorization_request_endpoint: `${PUBLIC_URL}/oauth2/par`,
      require_pushed_authorization_requests: true,
      device_authorization_endpoint: `${PUBLIC_URL}/oauth2/device`,
      revocation_endpoint: `${PUBLIC_URL}/oauth2/revoke`,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      token_endpoint: `${PUBLIC_URL}/oauth2/token`,
      jwks_uri: `${PUBLIC_URL}/oauth2/jwks`,
      scopes_supported: [
        'roles',
        'registry:write',
        'registry:approve',
        'region:apply',
        'people:write',
        'registry:request',
        'audit:read',
        'people:read',
        'people:first',
      ],
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials', DEVICE_CODE_GRANT],
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
      token_endpoint_auth_signing_alg_values_supported: ['ES256', 'PS256', 'EdDSA'],
      dpop_signing_alg_values_supported: ['ES256', 'PS256', 'EdDSA'],
      tls_client_certificate_bound_access_tokens: false,
    });
  });

  it('allows HEAD, without a body', async () => {
    expect(await fixture.ask(METADATA[0] ?? '', { method: 'HEAD' })).toMatchObject({ status: 200, body: {} });
  });

  it('leads to the public half of the signing key', async () => {
    const { body } = await fixture.ask('/oauth2/jwks?x=1');
    expect(body.keys).toEqual([expect.objectContaining({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' })]);
    expect(JSON.stringify(body)).not.toContain('"d"');
  });
});

describe('a request', () => {
  it.each([
    '/oauth2/auth/x',
    '/oauth2/reg',
    '/oauth2/me',
    '/oauth2/request',
    '/oauth2/session/end/confirm',
    '/oauth2/token/introspection',
    '/oauth2/token/revocation',
    '/oauth2/device/auth',
    '/oauth2/interaction/x',
    '/oauth2/token/',
    '/oauth2//token',
    '/oauth2/%74oken',
    '/oauth2/x/../token',
    '/oauth2',
    '/.well-known/openid-configuration',
  ])('for %s is refused: there is nothing', async (target) => {
    for (const method of ['GET', 'POST']) {
      await expect(fixture.ask(target, { method })).rejects.toMatchObject({ code: 'SIMPUL_HTTP_NOT_FOUND' });
    }
  });

  it('with another method is refused, and told the right one', async () => {
    for (const method of ['GET', 'OPTIONS', 'PUT']) {
      const refused = { code: 'SIMPUL_HTTP_METHOD_NOT_ALLOWED', headers: ['Allow', 'POST'] };
      await expect(fixture.ask('/oauth2/token', { method })).rejects.toMatchObject(refused);
    }
  });

  it('gets neither cookies nor CORS, and prints nothing', async () => {
    const printed = [jest.spyOn(console, 'info'), jest.spyOn(console, 'warn'), jest.spyOn(console, 'error')];
    const key = await credential(fixture, 'GOV.1871-DISDUKCAPIL.siak');
    const { prove } = await proofKey();
    const headers = ['Origin', 'https://evil.example', 'Cookie', 'a=b', 'Accept', 'text/html'];
    const answer = await requestToken(fixture, {
      assertion: await assertion({ key }),
      proof: await prove(),
      headers,
    });
    expect([...answer.headers.keys()].toSorted()).toEqual(['cache-control', 'content-type', 'dpop-nonce']);
    expect(answer.body.error).toBe('use_dpop_nonce');
    for (const spy of printed) expect(spy).not.toHaveBeenCalled();
  });

  it.each([
    ['another content type', { headers: ['Content-Type', 'application/json'], body: '{}' }],
    [
      'a body beyond 56 KiB',
      { headers: ['Content-Type', 'application/x-www-form-urlencoded'], body: 'a'.repeat(60_000) },
    ],
  ])('for a token with %s is refused', async (_, request) => {
    const answer = await fixture.ask('/oauth2/token', { method: 'POST', ...request });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });
});

describe('limits', () => {
  it('stop a source after its burst, whoever it says it is, and let it go on later', async () => {
    const source = '198.51.100.7';
    const answers = await Promise.all(Array.from({ length: 101 }, () => requestToken(fixture, { source })));
    const stopped = answers.filter(({ status }) => status === 429);
    expect(stopped).toHaveLength(1);
    expect(stopped[0]?.body.error).toBe('temporarily_unavailable');
    expect(stopped[0]?.headers.get('retry-after')).toBe('1');
    expect((await requestToken(fixture, { source: '198.51.100.8' })).status).toBe(400);
    time += 10;
    expect((await requestToken(fixture, { source })).status).toBe(400);
  });

  it('stop a client after its burst, over all sources', async () => {
    const key = await credential(fixture, 'operator');
    const client = 'sandbox-operator';
    const ask = async (index: number) =>
      requestToken(fixture, { assertion: await assertion({ key, client }), source: `203.0.113.${index % 3}` });
    const answers = await Promise.all(Array.from({ length: 101 }, (_, index) => ask(index)));
    const stopped = answers.filter(({ status }) => status === 429);
    expect(stopped).toHaveLength(1);
    expect(stopped[0]?.headers.get('retry-after')).toBe('1');
    time += 100;
    expect((await ask(0)).status).toBe(400);
  });

  it('do not count for a client what others send in its name', async () => {
    const client = 'sandbox-auditor';
    const key = await credential(fixture, 'operator');
    for (let index = 0; index < 110; index++) {
      const forged = await assertion({ key, client });
      await requestToken(fixture, { assertion: forged, source: `203.0.113.${100 + (index % 3)}` });
    }
    const right = await assertion({ key: await credential(fixture, 'auditor'), client });
    expect((await requestToken(fixture, { assertion: right })).status).toBe(400);
  });
});

describe('a token request while the registry is silent', () => {
  it('is answered 503 with Retry-After', async () => {
    const answer = await http(PARAMS, {
      play: () => Promise.reject(new Error('not to be reached')),
      sourceLimit: { take: () => 0 },
      flowLimit: { take: () => 0 },
      isStale: () => true,
      pages: () => Promise.reject(new Error('not to be reached')),
    });
    expect(answer.status).toBe(503);
    expect(answer.headers).toContain('retry-after');
  });
});
