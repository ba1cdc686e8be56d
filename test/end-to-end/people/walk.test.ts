import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canBrowse, createM2mClient, launchSimpul, type LaunchedSimpul, temporaryFolder } from '@simpul/testing';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { newVisitor, startBrowser, type Visitor } from './support/browser.ts';
import { invite } from './support/invite.ts';
import { lookAt } from './support/look-at.ts';
import { PHRASES } from './support/phrases.ts';

const REGION = resolve(import.meta.dirname, '../../../infra/sandbox/lampung.yaml');
const SUBSYSTEM = 'GOV/1871-DISDUKCAPIL/siak';

(canBrowse() ? describe : describe.skip)('people', () => {
  const folder = temporaryFolder();
  const data = join(folder.path, 'data');
  let bus: LaunchedSimpul;
  let browser: Browser;

  beforeAll(async () => {
    bus = await launchSimpul({ region: REGION, data });
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await bus?.stop();
    folder.remove();
  });

  describe.each(['id', 'en'] as const)('in %s', (language) => {
    const say = PHRASES[language];
    const stumbles: string[] = [];
    const mine = (name: string) => `${name}-${language}`;
    const look = async (visitor: Visitor, name: string) => {
      stumbles.push(...(await lookAt(visitor, `${language}-${name}`)));
    };
    let integrator: Visitor;
    let operator: Visitor;
    let requestAt = '';
    let key: JWK;

    beforeAll(async () => {
      integrator = await newVisitor(browser, { language });
      operator = await newVisitor(browser, { language });
      const { privateKey } = await generateKeyPair('ES256', { extractable: true });
      key = { ...(await exportJWK(privateKey)), alg: 'ES256' };
      key.kid = await calculateJwkThumbprint(key);
    });

    async function enrol(visitor: Visitor, name: string, role: 'integrator' | 'operator'): Promise<string> {
      const { page } = visitor;
      const link = await invite({ data, name: mine(name), email: `${mine(name)}@example.id`, role, language });
      await page.goto(link);
      await look(visitor, 'invitation');
      await page.getByRole('button', { name: say.accept }).click();
      await look(visitor, 'enrolment');
      await page.getByRole('button', { name: say.createPasskey }).click();
      await page.getByRole('heading', { name: say.keep }).waitFor();
      return link;
    }

    it('an invitation leads to a passkey, to recovery codes and into the account, once', async () => {
      const { page } = integrator;
      const link = await enrol(integrator, 'siti', 'integrator');
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      expect(await page.locator('.codes li').count()).toBe(10);
      await look(integrator, 'recovery-codes');
      await page.getByRole('link', { name: say.kept }).click();
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(mine('siti'));
      await look(integrator, 'account');
      const late = await newVisitor(browser, { language });
      await late.page.goto(link);
      expect(await late.page.getByRole('heading', { name: say.gone }).count()).toBe(1);
      await look(late, 'invitation-gone');
      await late.context.close();
    });

    it('who signed out comes in again with the passkey', async () => {
      const { page } = integrator;
      await page.getByRole('button', { name: say.signOut }).click();
      await page.getByText(say.signedOut).waitFor();
      await page.goto(`${bus.url}/people/keys`);
      expect(new URL(page.url()).pathname).toBe('/people/sign-in');
      await look(integrator, 'sign-in');
      await page.getByRole('button', { name: say.signInWithPasskey }).click();
      await page.waitForURL(`${bus.url}/people/keys`);
      await look(integrator, 'keys');
    });

    it('a code of nobody is refused', async () => {
      const stranger = await newVisitor(browser, { language });
      await stranger.page.goto(`${bus.url}/people/sign-in`);
      await stranger.page.getByLabel(say.email).fill('nobody@example.id');
      await stranger.page.getByLabel(say.code, { exact: true }).fill('123456');
      await stranger.page.getByRole('button', { name: say.signInWithCode }).click();
      await stranger.page.getByText(say.failed).waitFor();
      expect(new URL(stranger.page.url()).pathname).toBe('/people/sign-in');
      await look(stranger, 'sign-in-failed');
      await stranger.context.close();
    });

    it('an operator gives the integrator the right to decide too', async () => {
      const { page } = operator;
      await enrol(operator, 'budi', 'operator');
      await page.getByRole('link', { name: say.kept }).click();
      await page.getByRole('link', { name: say.people, exact: true }).click();
      await look(operator, 'people');
      await page.getByRole('link', { name: mine('siti') }).click();
      await page.getByRole('combobox', { name: say.role }).selectOption({ label: say.operator });
      await page.getByRole('button', { name: say.giveRole }).click();
      await page.getByText(say.rolesChanged).waitFor();
      expect(await page.locator('.rows li').allTextContents()).toContainEqual(expect.stringContaining(say.operator));
      await look(operator, 'person');
    });

    it('an operator invites somebody and is shown the link', async () => {
      const { page } = operator;
      await page.goto(`${bus.url}/people/all`);
      await page.getByRole('link', { name: say.invite }).click();
      await look(operator, 'invite');
      await page.getByLabel(say.name, { exact: true }).fill('Dewi');
      await page.getByLabel(say.email).fill(`${mine('dewi')}@example.id`);
      await page.getByRole('combobox', { name: say.role }).selectOption({ label: say.operator });
      await page.getByRole('button', { name: say.makeInvitation }).click();
      const link = await page.getByLabel(say.invitationLink).inputValue();
      expect(link.startsWith(`${bus.url}/people/invitations/`)).toBe(true);
      await look(operator, 'invitation-link');
    });

    it('a private key is not taken', async () => {
      const { page } = integrator;
      await page.goto(`${bus.url}/people/keys`);
      await page.getByRole('link', { name: say.askKey }).click();
      await look(integrator, 'ask-key');
      await page.getByLabel(say.subsystem).fill(SUBSYSTEM);
      await page.getByLabel(say.jwk).fill(JSON.stringify(key));
      await page.getByRole('button', { name: say.send }).click();
      await page.getByRole('alert').getByText(say.privateKey).waitFor();
      expect(await page.content()).not.toContain(String(key.d));
      await look(integrator, 'ask-key-refused');
    });

    it('the own request cannot be approved, not even by a form that was made by hand', async () => {
      const { page } = integrator;
      await page.getByLabel(say.subsystem).fill(SUBSYSTEM);
      await page.getByLabel(say.jwk).fill(JSON.stringify({ ...key, d: undefined }));
      await page.getByRole('button', { name: say.send }).click();
      await page.getByText(say.own).waitFor();
      expect(await page.getByRole('button', { name: say.approve }).count()).toBe(0);
      await look(integrator, 'own-request');
      requestAt = page.url().replace(/\?.*/, '');
      const status = await page.evaluate<number, string>(
        `fetch(location.pathname, {
          method: 'POST',
          body: new URLSearchParams({ token: document.querySelector('[name=token]').value, decision: 'approve' }),
        }).then((answer) => answer.status)`,
        '',
      );
      expect(status).toBe(403);
      await page.goto(requestAt);
      await page.getByText(say.waits).waitFor();
    });

    it('another one approves it, and the key counts', async () => {
      const { page } = operator;
      await page.goto(`${bus.url}/people`);
      await page.getByRole('link', { name: say.keys, exact: true }).click();
      await look(operator, 'keys-waiting');
      await page.goto(requestAt);
      await look(operator, 'request');
      await page.getByRole('button', { name: say.approve }).click();
      await page.getByText(say.approved, { exact: true }).waitFor();
      await look(operator, 'request-approved');
      const keyFile = join(folder.path, `${language}.jwk`);
      writeFileSync(keyFile, JSON.stringify(key));
      const client = await createM2mClient({ url: bus.url, clientId: `ID-LA/${SUBSYSTEM}`, keyFile });
      expect(await client.token(`${bus.url}/r1`)).toMatch(/^eyJ/);
    });

    it('a person ends a session of another browser', async () => {
      const second = await newVisitor(browser, { language });
      await second.context.addCookies(await integrator.context.cookies());
      await second.page.goto(`${bus.url}/people`);
      await integrator.page.goto(`${bus.url}/people/sign-in`);
      await integrator.page.getByRole('button', { name: say.signInWithPasskey }).click();
      await integrator.page.waitForURL(`${bus.url}/people`);
      await integrator.page.getByRole('button', { name: say.endSessions }).first().click();
      await integrator.page.getByText(say.ended).waitFor();
      await look(integrator, 'session-ended');
      await second.page.goto(`${bus.url}/people`);
      expect(new URL(second.page.url()).pathname).toBe('/people/sign-in');
      await second.context.close();
    });

    it('a page that there is not says so', async () => {
      await integrator.page.goto(`${bus.url}/people/nothing`);
      expect(await integrator.page.getByRole('heading', { level: 1 }).textContent()).toBe(say.notFound);
      await look(integrator, 'not-found');
    });

    it('nobody stumbled, and the browser had nothing to complain of', () => {
      expect(stumbles).toEqual([]);
      const refusals = /status of (?:400|401|403|404|410)/;
      const complaints = [...integrator.complaints, ...operator.complaints];
      expect(complaints.filter((complaint) => !refusals.test(complaint))).toEqual([]);
    });
  });
});
