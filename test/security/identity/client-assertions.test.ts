import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { KEYED, PINNED } from './support/region.ts';
import { type SecuredBus, startSecuredBus } from './support/secured-bus.ts';
import { makeKey, seconds, unsigned } from './support/signed.ts';
import { createTokenRequester, type TokenRequester } from './support/token-requester.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

let bus: SecuredBus;
let consumer: TokenRequester;
beforeAll(async () => {
  bus = await startSecuredBus();
  consumer = await createTokenRequester(bus, KEYED);
});
afterAll(() => bus.stop());

const INVALID_CLIENT = { status: 401, body: { error: 'invalid_client' } };
const withClaims = (claims: Readonly<Record<string, unknown>>) => consumer.ask({ assertion: { claims } });

describe('a client assertion', () => {
  it('A.1 of the profile gets a token', async () => {
    expect(await consumer.ask()).toMatchObject({ status: 200, body: { token_type: 'DPoP', expires_in: 300 } });
  });

  it('A.2 is for the issuer and nothing else', async () => {
    for (const aud of [`${bus.issuer}/token`, bus.url, `${bus.issuer}/`, 'https://other.example', '', undefined, 7])
      expect(await withClaims({ aud })).toMatchObject(INVALID_CLIENT);
  });

  it('A.3 is for one audience, as a text', async () => {
    for (const aud of [[bus.issuer], [bus.issuer, `${bus.issuer}/token`], [bus.issuer, 'https://other.example'], {}])
      expect(await withClaims({ aud })).toMatchObject(INVALID_CLIENT);
  });

  it('A.4 lives a minute at most', async () => {
    for (const life of [75, 300, 3600, 1e12])
      expect(await withClaims({ exp: seconds() + life })).toMatchObject(INVALID_CLIENT);
  });

  it('A.5 has not expired', async () => {
    for (const exp of [seconds() - 1, seconds() - 300, 0, -1, undefined, String(seconds() + 50)])
      expect(await withClaims({ exp })).toMatchObject(INVALID_CLIENT);
  });

  it('A.6 may come from a clock that is a little ahead', async () => {
    expect(await withClaims({ iat: seconds() + 8, nbf: seconds() + 8 })).toMatchObject({ status: 200 });
  });

  it('A.7 does not come from the future', async () => {
    expect(await withClaims({ iat: seconds() + 60, exp: seconds() + 100 })).toMatchObject(INVALID_CLIENT);
    expect(await withClaims({ nbf: seconds() + 60 })).toMatchObject(INVALID_CLIENT);
  });

  it('A.8 has an id, a subject and an issuer, which is the client', async () => {
    expect(await withClaims({ jti: undefined })).toMatchObject(INVALID_CLIENT);
    expect(await withClaims({ iss: undefined })).toMatchObject(INVALID_CLIENT);
    expect(await withClaims({ sub: undefined })).toMatchObject(INVALID_CLIENT);
    expect(await withClaims({ iss: PINNED })).toMatchObject(INVALID_CLIENT);
    expect(await withClaims({ sub: PINNED })).toMatchObject(INVALID_CLIENT);
  });

  it('A.9 is signed by an algorithm of the profile', async () => {
    for (const alg of ['RS256', 'PS384', 'ES384', 'ES512']) {
      const by = await makeKey(alg);
      expect(await consumer.ask({ assertion: { by } })).toMatchObject(INVALID_CLIENT);
    }
  });

  it('A.10 is signed', async () => {
    const good = await consumer.assertion();
    for (const alg of ['none', 'None', 'NONE', 'HS256', 'ES256'])
      expect(await consumer.ask({ assertion: unsigned(good, { alg }) })).toMatchObject(INVALID_CLIENT);
  });

  it('A.11 is signed by a key of the client, and not of another', async () => {
    const by = await bus.keyOf(PINNED);
    expect(await consumer.ask({ assertion: { by } })).toMatchObject(INVALID_CLIENT);
    expect(await consumer.ask({ assertion: { by, header: { kid: by.jwk.kid } } })).toMatchObject(INVALID_CLIENT);
    expect(await consumer.ask({ assertion: { by: await makeKey() } })).toMatchObject(INVALID_CLIENT);
  });

  it('A.12 cannot bring its key along', async () => {
    const by = await makeKey();
    const { d: _, ...jwk } = by.jwk;
    for (const header of [
      { jwk },
      { jwk, kid: undefined },
      { jku: 'https://attacker.example/jwks' },
      { x5u: 'https://attacker.example/x5u' },
      { x5c: ['AAAA'] },
    ])
      expect(await consumer.ask({ assertion: { by, header } })).toMatchObject(INVALID_CLIENT);
  });

  it('A.13 with a critical extension that nobody here knows is refused', async () => {
    const [, payload, signature] = (await consumer.assertion()).split('.');
    const header = { alg: 'ES256', kid: consumer.key.jwk.kid, crit: ['x'], x: 1 };
    const head = Buffer.from(JSON.stringify(header)).toString('base64url');
    expect(await consumer.ask({ assertion: `${head}.${payload}.${signature}` })).toMatchObject(INVALID_CLIENT);
  });

  it('A.14 whose claims are encoded twice is refused', async () => {
    const [head, payload = '', signature] = (await consumer.assertion()).split('.');
    const twice = Buffer.from(payload).toString('base64url');
    const text = Buffer.from(JSON.stringify(Buffer.from(payload, 'base64url').toString())).toString('base64url');
    for (const claims of [twice, text]) {
      const answer = await consumer.ask({ assertion: `${head}.${claims}.${signature}` });
      expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_request']);
    }
  });

  it('A.15 is good once', async () => {
    const assertion = await consumer.assertion();
    expect(await consumer.ask({ assertion })).toMatchObject({ status: 200 });
    expect(await consumer.ask({ assertion })).toMatchObject(INVALID_CLIENT);
  });

  it('A.16 is the only way in: no secret, no certificate alone, nothing', async () => {
    const none = { client_assertion: undefined, client_assertion_type: undefined };
    const basic = `Basic ${btoa(`${encodeURIComponent(KEYED)}:secret`)}`;
    for (const changes of [
      { form: { ...none, client_id: KEYED, client_secret: 'secret' } },
      { form: none, headers: { authorization: basic } },
      { form: { ...none, client_id: KEYED } },
      { form: { ...none, client_id: PINNED }, certificate: bus.registered },
    ])
      expect(await consumer.ask(changes)).toMatchObject(INVALID_CLIENT);
  });

  it('A.17 comes alone, once, and with its type', async () => {
    const assertion = await consumer.assertion();
    for (const changes of [
      { headers: { authorization: 'Basic eDp5' } },
      { form: { client_assertion: [assertion, assertion] } },
      { form: { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' } },
      { form: { client_assertion_type: undefined } },
      { form: { client_id: PINNED } },
    ])
      expect(await consumer.ask(changes)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });
});

describe('a token request', () => {
  it('A.18 names one resource of this bus', async () => {
    for (const resource of [
      undefined,
      '',
      `${bus.url}/r2`,
      'https://other.example/r1',
      [`${bus.url}/r1`, `${bus.url}/api`],
    ])
      expect(await consumer.ask({ form: { resource } })).toMatchObject({
        status: 400,
        body: { error: 'invalid_target' },
      });
  });

  it('A.19 is for client credentials and nothing else', async () => {
    for (const grant_type of ['password', 'implicit', 'urn:ietf:params:oauth:grant-type:jwt-bearer'])
      expect(await consumer.ask({ form: { grant_type } })).toMatchObject({
        status: 400,
        body: { error: 'unsupported_grant_type' },
      });
  });

  it('A.20 gets no scope that is not the client’s', async () => {
    expect(await consumer.ask({ form: { scope: 'audit:read' } })).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    });
  });

  it('A.21 must be a POST, and its answer is not kept', async () => {
    expect((await bus.call('/oauth2/token')).status).toBe(405);
    expect((await consumer.ask()).headers).toMatchObject({ 'cache-control': 'no-store' });
  });
});
