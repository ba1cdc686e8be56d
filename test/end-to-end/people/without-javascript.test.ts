import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canBrowse, launchSimpul, type LaunchedSimpul, temporaryFolder } from '@simpul/testing';
import { Secret, TOTP } from 'otpauth';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { newVisitor, startBrowser, type Visitor } from './support/browser.ts';
import { invite } from './support/invite.ts';
import { PHRASES } from './support/phrases.ts';

const REGION = resolve(import.meta.dirname, '../../../infra/sandbox/lampung.yaml');
const STEP_MS = 30_000;

(canBrowse() ? describe : describe.skip)('without JavaScript', () => {
  const say = PHRASES.id;
  const folder = temporaryFolder();
  const data = join(folder.path, 'data');
  const email = 'tono@example.id';
  let bus: LaunchedSimpul;
  let browser: Browser;
  let visitor: Visitor;
  let app: TOTP;
  let codes: string[] = [];

  beforeAll(async () => {
    bus = await launchSimpul({ region: REGION, data });
    browser = await startBrowser();
    visitor = await newVisitor(browser, { language: 'id', javaScript: false });
  });
  afterAll(async () => {
    await browser?.close();
    await bus?.stop();
    folder.remove();
  });

  async function signIn(code: string): Promise<void> {
    const { page } = visitor;
    await page.goto(`${bus.url}/people/sign-in`);
    await page.getByLabel(say.email).fill(email);
    await page.getByLabel(say.code, { exact: true }).fill(code);
    await page.getByRole('button', { name: say.signInWithCode }).click();
  }

  it('an authenticator app is set up', async () => {
    const { page } = visitor;
    await page.goto(await invite({ data, name: 'Tono', email, role: 'watcher', language: 'id' }));
    await page.getByRole('button', { name: say.accept }).click();
    expect(await page.getByRole('button', { name: say.createPasskey }).isVisible()).toBe(false);
    await page.getByRole('link', { name: say.useApp }).click();
    await page.locator('summary').click();
    const secret = (await page.locator('details .code').textContent()) ?? '';
    app = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
    await page.getByLabel(say.appCode).fill(app.generate());
    await page.getByRole('button', { name: say.confirm }).click();
    codes = await page.locator('.codes li').allTextContents();
    expect(new Set(codes).size).toBe(10);
  });

  it('its next code signs in, and no code does so twice', async () => {
    const { page } = visitor;
    await page.goto(`${bus.url}/people`);
    await page.getByRole('button', { name: say.signOut }).click();
    // The step of the code that set the app up is used.
    const code = app.generate({ timestamp: Date.now() + STEP_MS });
    await signIn(code);
    expect(new URL(page.url()).pathname).toBe('/people');
    await page.getByRole('button', { name: say.signOut }).click();
    await signIn(code);
    expect(await page.getByText(say.failed).count()).toBe(1);
  });

  it('a recovery code signs in once', async () => {
    const { page } = visitor;
    const [code = ''] = codes;
    await signIn(code);
    expect(new URL(page.url()).pathname).toBe('/people');
    await page.getByRole('button', { name: say.signOut }).click();
    await signIn(code);
    expect(await page.getByText(say.failed).count()).toBe(1);
  });
});
