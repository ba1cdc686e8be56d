import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Browser, type Page } from './browser.ts';
import { type LoginBus, type Somebody, startLoginBus } from './login-bus.ts';
import { type RegionAccount, type RegionProvider, startRegionProvider } from './region-provider.ts';

const START = '/people/sign-in/region';

const folder = temporaryFolder();
let region: RegionProvider;
let bus: LoginBus;
let person: Somebody;

beforeAll(async () => {
  region = await startRegionProvider();
  const secretFile = join(folder.path, 'secret');
  writeFileSync(secretFile, `${region.clientSecret}\n`);
  const flags = { 'oidc-issuer': region.issuer, 'oidc-client-id': region.clientId, 'oidc-name': 'Akun Lampung' };
  const args = Object.entries({ ...flags, 'oidc-client-secret-file': secretFile });
  bus = await startLoginBus(args.flatMap(([name, value]) => [`--${name}`, value]));
  region.admit(`${bus.url}${START}/callback`);
  person = await bus.invite('auditor');
}, 60_000);
afterAll(async () => {
  await bus.stop();
  await region.stop();
  folder.remove();
});

/** Goes to the provider and back. @returns the address that the provider sends the browser back to */
async function come(browser: Browser, account: RegionAccount, next = '/people'): Promise<URL> {
  region.become(account);
  const { url } = await browser.open(`${START}?next=${encodeURIComponent(next)}`);
  return (await new Browser(region.issuer).open(url.href)).url;
}

async function signIn(account: RegionAccount, next?: string): Promise<{ browser: Browser; page: Page }> {
  const browser = new Browser(bus.url);
  const back = await come(browser, account, next);
  return { browser, page: await browser.open(back.href) };
}

async function enrolments(): Promise<number> {
  const { out } = await bus.asSandbox('audit', 'tail', '--json', '--limit', '200');
  return out.split('\n').filter((line) => line.includes('+upstream')).length;
}

const known = (changes: Partial<RegionAccount> = {}): RegionAccount => ({
  subject: 'siti',
  email: person.email,
  verified: true,
  ...changes,
});

describe("the region's own OpenID provider", () => {
  it('is offered by its name', async () => {
    expect((await new Browser(bus.url).open('/people/sign-in')).text).toContain('Akun Lampung');
  });

  it.each([
    ['an address that it has not verified', { verified: false }],
    ['an address that nobody has here', { email: 'lain@example.go.id' }],
  ])('lets nobody in with %s', async (_, changes) => {
    const { page, browser } = await signIn(known(changes));
    expect(page.status).toBe(401);
    expect(browser.cookie('__Host-simpul-session')).toBeUndefined();
    expect(await enrolments()).toBe(0);
  });

  it('lets in whom it vouches for, to the page that was asked for; the first time is in the log', async () => {
    const { page, browser } = await signIn(known(), '/people/device');
    expect(page.status).toBe(200);
    expect(page.text).toContain('content="0; url=/people/device"');
    expect((await browser.open('/people/device')).url.pathname).toBe('/people/device');
    expect(await enrolments()).toBe(1);
    await signIn(known());
    expect(await enrolments()).toBe(1);
  });

  it('still lets in who has another address there by now', async () => {
    expect(await signIn(known({ email: 'baru@example.go.id', verified: false }))).toMatchObject({
      page: { status: 200 },
    });
  });

  it('does not let in who has the address of somebody else there by now', async () => {
    expect(await signIn(known({ subject: 'budi' }))).toMatchObject({ page: { status: 401 } });
    expect(await enrolments()).toBe(1);
  });

  it('is believed only in the browser where it began, once', async () => {
    const browser = new Browser(bus.url);
    const back = await come(browser, known());
    expect(await new Browser(bus.url).open(back.href)).toMatchObject({ status: 401 });
    expect(await browser.open(back.href)).toMatchObject({ status: 200 });
    expect(await browser.open(back.href)).toMatchObject({ status: 401 });
  });

  it.each(['state', 'iss', 'code'])('is not believed with another %s', async (name) => {
    const browser = new Browser(bus.url);
    const back = await come(browser, known());
    expect(back.searchParams.has(name)).toBe(true);
    back.searchParams.set(name, 'https://evil.example');
    expect(await browser.open(back.href)).toMatchObject({ status: 401 });
  });

  it('leads nowhere but to our pages', async () => {
    const { page } = await signIn(known(), 'https://evil.example/');
    expect(page.text).toContain('content="0; url=/people"');
  });
});
