import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canBrowse, launchSimpul, type LaunchedSimpul, temporaryFolder } from '@simpul/testing';
import { decodeJwt } from 'jose';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import * as openid from 'openid-client';
import type { Browser } from 'playwright-core';
import { newVisitor, startBrowser, type Visitor } from './support/browser.ts';
import { invite } from './support/invite.ts';
import { lookAt } from './support/look-at.ts';
import { PHRASES } from './support/phrases.ts';

const REGION = resolve(import.meta.dirname, '../../../infra/sandbox/lampung.yaml');
const CLIENT = 'simpul-cli';

(canBrowse() ? describe : describe.skip)('a client that asks a person', () => {
  const folder = temporaryFolder();
  const data = join(folder.path, 'data');
  let bus: LaunchedSimpul;
  let browser: Browser;
  let client: openid.Configuration;

  beforeAll(async () => {
    bus = await launchSimpul({ region: REGION, data });
    browser = await startBrowser();
    client = await openid.discovery(new URL(`${bus.url}/oauth2`), CLIENT, undefined, openid.None(), {
      algorithm: 'oauth2',
      execute: [openid.allowInsecureRequests],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await bus?.stop();
    folder.remove();
  });

  describe.each(['id', 'en'] as const)('in %s', (language) => {
    const say = PHRASES[language];
    const stumbles: string[] = [];
    let visitor: Visitor;

    beforeAll(async () => {
      visitor = await newVisitor(browser, { language });
      const { page } = visitor;
      const name = `rini-${language}`;
      await page.goto(await invite({ data, name, email: `${name}@example.id`, role: 'watcher', language }));
      await page.getByRole('button', { name: say.accept }).click();
      await page.getByRole('button', { name: say.createPasskey }).click();
      await page.getByRole('link', { name: say.kept }).click();
    });

    const look = async (name: string) => {
      stumbles.push(...(await lookAt(visitor, `${language}-${name}`)));
    };

    it('by a code is allowed once the person has compared it', async () => {
      const { page } = visitor;
      const DPoP = await dpop(client);
      const asked = await openid.initiateDeviceAuthorization(client, { resource: `${bus.url}/api` });
      await page.goto(asked.verification_uri);
      await look('device');
      await page.getByLabel(say.code, { exact: true }).fill('BBBB-BBBB');
      await page.getByRole('button', { name: say.next }).click();
      await page.getByRole('alert').getByText(say.wrongCode).waitFor();
      await look('device-wrong');
      await page.getByLabel(say.code, { exact: true }).fill(asked.user_code.toLowerCase());
      await page.getByRole('button', { name: say.next }).click();
      await page.getByRole('heading', { name: say.allowAccess }).waitFor();
      expect(await page.locator('.big').textContent()).toBe(asked.user_code);
      await look('device-consent');
      await page.getByRole('button', { name: say.allow, exact: true }).click();
      await page.getByRole('heading', { name: say.connected }).waitFor();
      await look('device-done');
      const tokens = await openid.pollDeviceAuthorizationGrant(client, asked, {}, { DPoP });
      expect(decodeJwt(tokens.access_token)).toMatchObject({ roles: [{ role: 'watcher' }] });
    });

    it('by a code gets nothing where the person refuses', async () => {
      const { page } = visitor;
      const asked = await openid.initiateDeviceAuthorization(client, { resource: `${bus.url}/api` });
      await page.goto(`${asked.verification_uri}?user_code=${asked.user_code}`);
      await page.getByRole('button', { name: say.refuse, exact: true }).click();
      await page.getByRole('heading', { name: say.denied }).waitFor();
      await look('device-denied');
      const polled = openid.pollDeviceAuthorizationGrant(client, asked, {}, { DPoP: await dpop(client) });
      await expect(polled).rejects.toMatchObject({ error: 'access_denied' });
    });

    it('in the same browser is led back to its own address, after signing in', async () => {
      const { page } = visitor;
      await page.getByRole('button', { name: say.signOut }).click();
      const callback = createServer((_request, response) => response.end('back'));
      callback.listen(0, '127.0.0.1');
      await once(callback, 'listening');
      const redirectUri = `http://127.0.0.1:${(callback.address() as AddressInfo).port}/callback`;
      const DPoP = await dpop(client);
      const verifier = openid.randomPKCECodeVerifier();
      const state = openid.randomState();
      const address = await openid.buildAuthorizationUrlWithPAR(
        client,
        {
          redirect_uri: redirectUri,
          resource: `${bus.url}/api`,
          state,
          code_challenge: await openid.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        },
        { DPoP },
      );
      await page.goto(address.href);
      await page.getByRole('button', { name: say.signInWithPasskey }).click();
      await page.getByRole('heading', { name: say.allowAccess }).waitFor();
      await look('consent');
      await page.getByRole('button', { name: say.allow, exact: true }).click();
      await page.waitForURL(`${redirectUri}?*`);
      const checks = { pkceCodeVerifier: verifier, expectedState: state };
      const tokens = await openid.authorizationCodeGrant(client, new URL(page.url()), checks, undefined, { DPoP });
      expect(tokens.token_type).toBe('dpop');
      callback.close();
    });

    it('lets nobody stumble, and the browser had nothing to complain of', () => {
      expect(stumbles).toEqual([]);
      expect(visitor.complaints.filter((complaint) => !/status of (?:404|410)|favicon/.test(complaint))).toEqual([]);
    });
  });
});

async function dpop(client: openid.Configuration): Promise<openid.DPoPHandle> {
  return openid.getDPoPHandle(client, await openid.randomDPoPKeyPair('ES256'));
}
