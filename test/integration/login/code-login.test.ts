import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import type { Browser } from './browser.ts';
import { type LoginBus, type Somebody, startLoginBus } from './login-bus.ts';

const CLIENT = 'simpul-cli';
const REDIRECT_URI = 'http://127.0.0.1:47113/callback';

let bus: LoginBus;
let person: Somebody;
let client: openid.Configuration;
let resource: string;

beforeAll(async () => {
  bus = await startLoginBus();
  person = await bus.invite('watcher');
  resource = `${bus.url}/api`;
  client = await openid.discovery(new URL(`${bus.url}/oauth2`), CLIENT, undefined, openid.None(), {
    algorithm: 'oauth2',
    execute: [openid.allowInsecureRequests],
  });
}, 60_000);
afterAll(() => bus.stop());

const dpop = async () => openid.getDPoPHandle(client, await openid.randomDPoPKeyPair('ES256'));

interface Begun {
  readonly DPoP: openid.DPoPHandle;
  readonly verifier: string;
  readonly state: string;
  readonly address: URL;
}

async function begin(changes: Readonly<Record<string, string>> = {}): Promise<Begun> {
  const DPoP = await dpop();
  const verifier = openid.randomPKCECodeVerifier();
  const state = openid.randomState();
  const parameters = {
    redirect_uri: REDIRECT_URI,
    resource,
    state,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...changes,
  };
  return { DPoP, verifier, state, address: await openid.buildAuthorizationUrlWithPAR(client, parameters, { DPoP }) };
}

/** Agrees in a browser. @returns the address that the client is called back at */
async function agree(browser: Browser, address: URL): Promise<URL> {
  const page = await browser.open(address.href);
  const end = await browser.submit(page, { decision: 'approve' });
  return end.url;
}

describe('a certified client', () => {
  it('gets tokens of the person by PAR, PKCE and DPoP, and renews them', async () => {
    const { DPoP, verifier, state, address } = await begin();
    const callback = await agree(person.browser, address);
    expect(callback.href).toContain(`${REDIRECT_URI}?`);
    const checks = { pkceCodeVerifier: verifier, expectedState: state };
    const tokens = await openid.authorizationCodeGrant(client, callback, checks, { resource }, { DPoP });
    expect(tokens.token_type).toBe('dpop');
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      sub: person.id,
      aud: resource,
      roles: [{ role: 'watcher' }],
    });
    const renewed = await openid.refreshTokenGrant(client, tokens.refresh_token ?? '', { resource }, { DPoP });
    expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
    await expect(
      openid.refreshTokenGrant(client, tokens.refresh_token ?? '', { resource }, { DPoP }),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(
      openid.refreshTokenGrant(client, renewed.refresh_token ?? '', { resource }, { DPoP }),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('is told by the page that the person refused', async () => {
    const { address, state } = await begin();
    const end = await person.browser.submit(await person.browser.open(address.href), { decision: 'refuse' });
    expect(Object.fromEntries(end.url.searchParams)).toMatchObject({ error: 'access_denied', state });
  });

  it('cannot use a code with another key or another verifier', async () => {
    const stolen = await begin();
    const callback = await agree(person.browser, stolen.address);
    const checks = { pkceCodeVerifier: stolen.verifier, expectedState: stolen.state };
    const otherKey = openid.authorizationCodeGrant(client, callback, checks, { resource }, { DPoP: await dpop() });
    await expect(otherKey).rejects.toMatchObject({ error: 'invalid_grant' });

    const guessed = await begin();
    const second = await agree(person.browser, guessed.address);
    const wrong = { pkceCodeVerifier: openid.randomPKCECodeVerifier(), expectedState: guessed.state };
    const otherVerifier = openid.authorizationCodeGrant(client, second, wrong, { resource }, { DPoP: guessed.DPoP });
    await expect(otherVerifier).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it.each([
    ['without PKCE', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['with plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['to another address', { redirect_uri: 'https://evil.example/callback' }, 'invalid_request'],
    ['for another resource', { resource: 'https://evil.example/api' }, 'invalid_target'],
    ['for the exchanges', { resource: 'R1' }, 'invalid_target'],
  ])('does not begin %s', async (_, changes: Record<string, string>, error) => {
    const given = changes['resource'] === 'R1' ? { resource: `${bus.url}/r1` } : changes;
    await expect(begin(given)).rejects.toMatchObject({ error });
  });

  it('does not begin without PAR or without a key', async () => {
    const parameters = {
      redirect_uri: REDIRECT_URI,
      resource,
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    };
    const plain = openid.buildAuthorizationUrl(client, parameters);
    const answer = await person.browser.open(plain.href);
    expect(answer.url.searchParams.get('error')).toBe('invalid_request');
    const keyless = openid.buildAuthorizationUrlWithPAR(client, parameters);
    await expect(keyless).rejects.toMatchObject({ error: 'invalid_dpop_proof' });
  });

  it('loses what it has when the session ends', async () => {
    const leaving = await bus.invite('watcher');
    const { DPoP, verifier, state, address } = await begin();
    const callback = await agree(leaving.browser, address);
    const checks = { pkceCodeVerifier: verifier, expectedState: state };
    const tokens = await openid.authorizationCodeGrant(client, callback, checks, { resource }, { DPoP });
    await leaving.browser.submit(await leaving.browser.open('/people'), {});
    await expect(
      openid.refreshTokenGrant(client, tokens.refresh_token ?? '', { resource }, { DPoP }),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});
