import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canBrowse, launchSimpul, type LaunchedSimpul, temporaryFolder } from '@simpul/testing';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { newVisitor, startBrowser } from './support/browser.ts';
import { invite } from './support/invite.ts';
import { PHRASES } from './support/phrases.ts';

const REGION = resolve(import.meta.dirname, '../../../infra/sandbox/lampung.yaml');
/** What browsers before WebAuthn Level 3 do not have. */
const FORGET = `
  delete PublicKeyCredential.parseCreationOptionsFromJSON;
  delete PublicKeyCredential.parseRequestOptionsFromJSON;
  delete PublicKeyCredential.prototype.toJSON;
`;

(canBrowse() ? describe : describe.skip)('a browser that knows passkeys but not their JSON', () => {
  const say = PHRASES.id;
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

  it('makes a passkey, and signs in with it', async () => {
    const { page, context, complaints } = await newVisitor(browser, { language: 'id' });
    await context.addInitScript(FORGET);
    await page.goto(await invite({ data, name: 'Wati', email: 'wati@example.id', role: 'watcher', language: 'id' }));
    expect(await page.evaluate('"toJSON" in PublicKeyCredential.prototype')).toBe(false);
    await page.getByRole('button', { name: say.accept }).click();
    await page.getByRole('button', { name: say.createPasskey }).click();
    await page.getByRole('link', { name: say.kept }).click();
    await page.getByRole('button', { name: say.signOut }).click();
    await page.getByRole('button', { name: say.signInWithPasskey }).click();
    await page.waitForURL(`${bus.url}/people`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Wati');
    expect(complaints).toEqual([]);
  });
});
