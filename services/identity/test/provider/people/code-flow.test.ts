import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { ISSUER, PUBLIC_URL } from '../../fixtures/identity-fixture.ts';
import {
  API,
  approvedCode,
  openAuthorization,
  pkce,
  push,
  redeem,
  refresh,
  REDIRECT_URI,
} from '../../fixtures/people-client.ts';
import {
  type PeopleFixture,
  type PeopleServer,
  sessionCookie,
  SITI,
  startPeopleServers,
} from '../../fixtures/people-fixture.ts';
import { proofKey } from '../../fixtures/token-client.ts';

let fixture: PeopleFixture;
let server: PeopleServer;

beforeAll(async () => {
  fixture = await startPeopleServers();
  [server] = fixture.servers;
});
afterAll(() => fixture.stop());

describe('the code flow', () => {
  it('goes from a pushed request over the decision of a person to a token of the key', async () => {
    const { key, verifier, code, location } = await approvedCode(server, fixture.people);
    expect(location.origin + location.pathname).toBe(REDIRECT_URI);
    expect(location.searchParams.get('state')).toBe('af0ifjs');
    expect(location.searchParams.get('iss')).toBe(ISSUER);
    const answer = await redeem(server, { code, code_verifier: verifier }, key);
    expect(answer).toMatchObject({ status: 200, json: { token_type: 'DPoP', expires_in: 300 } });
    expect(decodeJwt(String(answer.json.access_token))).toMatchObject({ sub: SITI.id, aud: API, roles: SITI.grants });
    expect(await refresh(server, String(answer.json.refresh_token), key)).toMatchObject({ status: 200 });
  });

  it('asks who is not signed in to sign in, then goes on in the same browser', async () => {
    const key = await proofKey();
    const { verifier, ...challenge } = pkce();
    const { json } = await push(server, challenge, key);
    const { answer, uid, cookieHeader } = await openAuthorization(server, String(json.request_uri));
    expect(answer).toMatchObject({ status: 303 });
    expect(answer.headers.get('location')).toBe(`${PUBLIC_URL}/people/authorize/${uid}`);
    expect(await server.authorizations.find(uid, cookieHeader)).toEqual({
      client: 'simpul (CLI)',
      redirectUri: REDIRECT_URI,
    });

    const { cookie } = fixture.people.signIn(SITI);
    const goOn = await server.authorizations.approve(uid, { cookieHeader, personId: SITI.id });
    const headers = ['Cookie', `${cookieHeader}; ${sessionCookie(cookie)}`];
    const end = await server.ask(String(goOn).slice(PUBLIC_URL.length), { headers });
    const code = new URL(String(end.headers.get('location'))).searchParams.get('code');
    expect(await redeem(server, { code: String(code), code_verifier: verifier }, key)).toMatchObject({ status: 200 });
  });

  it('sets cookies that belong to this authorization, and none of a session', async () => {
    const { json } = await push(server, pkce(), await proofKey());
    const { cookie } = fixture.people.signIn(SITI);
    const { answer, uid } = await openAuthorization(server, String(json.request_uri), cookie);
    expect(answer.cookies).toHaveLength(2);
    for (const [name, path] of [
      ['__Secure-simpul-interaction', `/people/authorize/${uid}`],
      ['__Secure-simpul-resume', `/oauth2/auth/${uid}`],
    ] as const) {
      const set = answer.cookies.find((one) => one.startsWith(`${name}=${uid};`))?.split('; ');
      expect(set).toEqual(expect.arrayContaining([`path=${path}`, 'samesite=lax', 'secure', 'httponly']));
    }
  });

  it('is of no use in another browser', async () => {
    const { json } = await push(server, pkce(), await proofKey());
    const { uid } = await openAuthorization(server, String(json.request_uri));
    const { uid: other, cookieHeader } = await openAuthorization(server, String(json.request_uri));
    expect(other).not.toBe(uid);
    expect(await server.authorizations.find(uid, cookieHeader)).toBeUndefined();
    expect(await server.authorizations.find(uid, undefined)).toBeUndefined();
    expect(await server.authorizations.approve(uid, { cookieHeader, personId: SITI.id })).toBeUndefined();
    expect(await server.ask(`/oauth2/auth/${uid}`)).toMatchObject({ status: 400 });
  });

  it('gives nothing to who signed in as somebody else in between', async () => {
    const { json } = await push(server, pkce(), await proofKey());
    const { uid, cookieHeader } = await openAuthorization(server, String(json.request_uri));
    await server.authorizations.approve(uid, { cookieHeader, personId: SITI.id });
    const other = { ...SITI, id: '01890a5d-ac96-774b-bcce-b302099a8058' };
    fixture.people.change(other);
    const { cookie } = fixture.people.signIn(other);
    const headers = ['Cookie', `${cookieHeader}; ${sessionCookie(cookie)}`];
    const { headers: answered } = await server.ask(`/oauth2/auth/${uid}`, { headers });
    const location = new URL(String(answered.get('location')));
    expect(location.searchParams.get('error')).toBe('access_denied');
    expect(location.searchParams.has('code')).toBe(false);
  });

  it('tells the client that the person refused', async () => {
    const { json } = await push(server, pkce(), await proofKey());
    const { cookie } = fixture.people.signIn(SITI);
    const { uid, cookieHeader } = await openAuthorization(server, String(json.request_uri), cookie);
    const goOn = await server.authorizations.refuse(uid, { cookieHeader });
    const headers = ['Cookie', `${cookieHeader}; ${sessionCookie(cookie)}`];
    const answer = await server.ask(String(goOn).slice(PUBLIC_URL.length), { headers });
    const { searchParams } = new URL(String(answer.headers.get('location')));
    expect(Object.fromEntries(searchParams)).toMatchObject({ error: 'access_denied', state: 'af0ifjs', iss: ISSUER });
  });
});

describe('a pushed request', () => {
  const good = pkce();
  it.each([
    ['without PKCE', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['with plain PKCE', { code_challenge: good.verifier, code_challenge_method: 'plain' }, 'invalid_request'],
    ['for a token in the front channel', { response_type: 'token' }, 'invalid_request'],
    ['for an ID token', { response_type: 'code id_token' }, 'invalid_request'],
    ['to an address elsewhere', { redirect_uri: 'https://evil.example/callback' }, 'invalid_request'],
    ['to a loopback name', { redirect_uri: 'http://localhost:4711/callback' }, 'invalid_request'],
    ['to another path', { redirect_uri: 'http://127.0.0.1:4711/other' }, 'invalid_request'],
    ['for the exchanges', { resource: `${PUBLIC_URL}/r1` }, 'invalid_target'],
    ['for a resource elsewhere', { resource: 'https://example.org/api' }, 'invalid_target'],
    ['for a scope of systems', { scope: 'region:apply' }, 'invalid_scope'],
    ['for an answer in a form', { response_mode: 'form_post' }, 'invalid_request'],
    ['for an answer in a fragment', { response_mode: 'fragment' }, 'invalid_request'],
    ['with a request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
    ['of an unknown client', { client_id: 'nobody' }, 'invalid_client'],
    ['to sign in again by force', { prompt: 'login' }, 'invalid_request'],
  ])('%s is refused', async (_, form: Record<string, string>, error) => {
    const { verifier: _verifier, ...challenge } = good;
    expect(await push(server, { ...challenge, ...form }, await proofKey())).toMatchObject({ json: { error } });
  });

  it('without a proof is refused', async () => {
    const { verifier: _, ...challenge } = good;
    const form = { client_id: 'simpul-cli', response_type: 'code', redirect_uri: REDIRECT_URI, resource: API };
    const answer = await server.ask('/oauth2/par', { form: { ...form, ...challenge } });
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_dpop_proof' } });
  });

  it('is the only way to ask', async () => {
    const { verifier: _, ...challenge } = good;
    const form = { client_id: 'simpul-cli', response_type: 'code', redirect_uri: REDIRECT_URI, resource: API };
    const { status, headers } = await server.ask(
      `/oauth2/auth?${new URLSearchParams({ ...form, ...challenge }).toString()}`,
    );
    const location = new URL(String(headers.get('location')));
    expect([status, location.origin, location.searchParams.get('error')]).toEqual([
      303,
      'http://127.0.0.1:4711',
      'invalid_request',
    ]);
  });

  it('that is unknown shows the browser an error, and sends it nowhere', async () => {
    const { answer } = await openAuthorization(server, 'urn:ietf:params:oauth:request_uri:unknown');
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('invalid_request_uri') });
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.headers.has('location')).toBe(false);
  });
});

describe('an authorization code', () => {
  it.each([
    ['no verifier', { code_verifier: '' }],
    ['another verifier', { code_verifier: pkce().verifier }],
    ['another address', { redirect_uri: 'http://127.0.0.1:4712/callback' }],
  ])('with %s is refused', async (_, form: Record<string, string>) => {
    const { key, verifier, code } = await approvedCode(server, fixture.people);
    const answer = await redeem(server, { code, code_verifier: verifier, ...form }, key);
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('with the proof of another key is refused', async () => {
    const { verifier, code } = await approvedCode(server, fixture.people);
    const answer = await redeem(server, { code, code_verifier: verifier }, await proofKey());
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('with no proof is refused', async () => {
    const { verifier, code } = await approvedCode(server, fixture.people);
    const form = { client_id: 'simpul-cli', grant_type: 'authorization_code', redirect_uri: REDIRECT_URI };
    const answer = await server.ask('/oauth2/token', { form: { ...form, code, code_verifier: verifier } });
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('that comes again ends what the first use brought', async () => {
    const { key, verifier, code } = await approvedCode(server, fixture.people);
    const first = await redeem(server, { code, code_verifier: verifier }, key);
    expect(await redeem(server, { code, code_verifier: verifier }, key)).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    });
    expect(await refresh(server, String(first.json.refresh_token), key)).toMatchObject({ status: 400 });
  });

  it('is of no use once the session has ended', async () => {
    const { key, verifier, code, session } = await approvedCode(server, fixture.people);
    fixture.people.endSession(session.id);
    const answer = await redeem(server, { code, code_verifier: verifier }, key);
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });
});

describe('what is closed', () => {
  it.each([
    '/oauth2/device/verify',
    '/oauth2/userinfo',
    '/oauth2/me',
    '/oauth2/introspect',
    '/oauth2/reg',
    '/oauth2/session/end',
    '/oauth2/session/end/confirm',
    '/oauth2/auth/',
    '/oauth2/auth/short',
  ])('%s is not there', async (path) => {
    await expect(server.ask(path)).rejects.toMatchObject({ code: 'SIMPUL_HTTP_NOT_FOUND' });
  });

  it('authorizations are not posted', async () => {
    await expect(server.ask('/oauth2/auth', { form: {} })).rejects.toMatchObject({
      code: 'SIMPUL_HTTP_METHOD_NOT_ALLOWED',
    });
  });
});
