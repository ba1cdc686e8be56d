import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader } from 'jose';
import { PUBLIC_URL } from '../../fixtures/identity-fixture.ts';
import {
  API,
  approvedDevice,
  askWithDevice,
  post,
  refresh,
  signedInDevice,
  startDevice,
} from '../../fixtures/people-client.ts';
import { type PeopleFixture, type PeopleServer, SITI, startPeopleServers } from '../../fixtures/people-fixture.ts';
import { proofKey } from '../../fixtures/token-client.ts';

let fixture: PeopleFixture;
let server: PeopleServer;

beforeAll(async () => {
  fixture = await startPeopleServers();
  [server] = fixture.servers;
});
afterAll(() => fixture.stop());

describe('the device flow', () => {
  it('tells the device where people go, and shows them what asks', async () => {
    const { status, json } = await startDevice(server);
    expect(status).toBe(200);
    const userCode = String(json.user_code);
    expect(json).toMatchObject({
      verification_uri: `${PUBLIC_URL}/people/device`,
      verification_uri_complete: `${PUBLIC_URL}/people/device?user_code=${userCode}`,
      expires_in: 600,
      interval: 5,
    });
    expect(userCode).toMatch(/^[B-Z]{4}-[B-Z]{4}$/);
    const typed = userCode.toLowerCase().replace('-', ' ');
    const shown = await server.devices.find({ userCode: typed, personId: SITI.id });
    expect(shown).toMatchObject({ userCode, client: 'simpul (CLI)', source: '192.0.2.7' });
  });

  it('gives a token of the person to the key that asks, once the person agreed', async () => {
    const key = await proofKey();
    const { json } = await startDevice(server);
    const waiting = await askWithDevice(server, String(json.device_code), key);
    expect(waiting).toMatchObject({ status: 400, json: { error: 'authorization_pending' } });

    const { session } = fixture.people.signIn(SITI);
    const by = { personId: SITI.id, sessionId: session.id };
    expect(await server.devices.approve(String(json.user_code), by)).toBe(true);
    const answer = await askWithDevice(server, String(json.device_code), key);
    expect(answer).toMatchObject({ status: 200, json: { token_type: 'DPoP', expires_in: 300, scope: 'roles' } });
    const token = String(answer.json.access_token);
    expect(decodeProtectedHeader(token).typ).toBe('at+jwt');
    expect(decodeJwt(token)).toMatchObject({
      sub: SITI.id,
      client_id: 'simpul-cli',
      aud: API,
      roles: SITI.grants,
      cnf: { jkt: await calculateJwkThumbprint(key.jwk) },
    });
    expect(answer.json.id_token).toBeUndefined();
  });

  it('tells the device that the person refused', async () => {
    const { json } = await startDevice(server);
    expect(await server.devices.refuse(String(json.user_code), { personId: SITI.id })).toBe(true);
    const answer = await askWithDevice(server, String(json.device_code), await proofKey());
    expect(answer).toMatchObject({ status: 400, json: { error: 'access_denied' } });
  });

  it('lets people decide once', async () => {
    const { json } = await startDevice(server);
    const { session } = fixture.people.signIn(SITI);
    const by = { personId: SITI.id, sessionId: session.id };
    const userCode = String(json.user_code);
    const decided = await Promise.all(Array.from({ length: 10 }, () => server.devices.approve(userCode, by)));
    expect(decided.filter(Boolean)).toHaveLength(1);
    expect(await server.devices.find({ userCode, personId: SITI.id })).toBeUndefined();
    expect(await server.devices.refuse(userCode, by)).toBe(false);
  });

  it.each([
    ['another resource', { resource: `${PUBLIC_URL}/r1` }, 'invalid_target'],
    ['an unknown resource', { resource: 'https://example.org/api' }, 'invalid_target'],
    ['two resources', { resource: [API, `${PUBLIC_URL}/r1`] }, 'invalid_target'],
    ['a scope of systems', { scope: 'audit:read' }, 'invalid_scope'],
    ['the scope of OpenID', { scope: 'openid' }, 'invalid_scope'],
    ['another client', { client_id: 'sandbox-operator' }, 'invalid_client'],
  ])('for %s does not begin', async (_, form, error) => {
    expect(await startDevice(server, form)).toMatchObject({ json: { error } });
  });

  it('without a resource does not begin', async () => {
    const answer = await server.ask('/oauth2/device', { form: { client_id: 'simpul-cli' } });
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_target' } });
  });

  it('gives nothing without a proof', async () => {
    const { deviceCode } = await approvedDevice(server, fixture.people);
    const form = {
      client_id: 'simpul-cli',
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: deviceCode,
    };
    expect(await server.ask('/oauth2/token', { form })).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    });
  });
});

describe('a refresh token', () => {
  it('gives a new token with the roles of the moment, and another refresh token', async () => {
    const { refreshToken, key } = await signedInDevice(server, fixture.people);
    fixture.people.change({ ...SITI, grants: [{ role: 'watcher' }] });
    const answer = await refresh(server, refreshToken, key);
    fixture.people.change(SITI);
    expect(answer.status).toBe(200);
    expect(decodeJwt(String(answer.json.access_token))).toMatchObject({ sub: SITI.id, roles: [{ role: 'watcher' }] });
    expect(answer.json.refresh_token).not.toBe(refreshToken);
  });

  it('is of no use with another key', async () => {
    const { refreshToken } = await signedInDevice(server, fixture.people);
    const answer = await refresh(server, refreshToken, await proofKey());
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('that was used ends the login when it comes again', async () => {
    const { refreshToken, key } = await signedInDevice(server, fixture.people);
    const next = String((await refresh(server, refreshToken, key)).json.refresh_token);
    expect(await refresh(server, refreshToken, key)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect(await refresh(server, next, key)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('ends with the session of the person', async () => {
    const { refreshToken, key, session } = await signedInDevice(server, fixture.people);
    fixture.people.endSession(session.id);
    expect(await refresh(server, refreshToken, key)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('ends when the person is removed', async () => {
    const { refreshToken, key } = await signedInDevice(server, fixture.people);
    fixture.people.remove(SITI.id);
    const answer = await refresh(server, refreshToken, key);
    fixture.people.change(SITI);
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('ends when it is revoked', async () => {
    const { refreshToken, key } = await signedInDevice(server, fixture.people);
    const next = String((await refresh(server, refreshToken, key)).json.refresh_token);
    const revoked = await server.ask('/oauth2/revoke', { form: { client_id: 'simpul-cli', token: next } });
    expect(revoked.status).toBe(200);
    expect(await refresh(server, next, key)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('gives no token for another resource', async () => {
    const { refreshToken, key } = await signedInDevice(server, fixture.people);
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken, resource: `${PUBLIC_URL}/r1` };
    expect(await post(server, '/oauth2/token', form, key)).toMatchObject({ json: { error: 'invalid_target' } });
  });
});
