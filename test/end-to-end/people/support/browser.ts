import { findChromium } from '@simpul/testing';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';

export interface VisitorOptions {
  readonly language: 'id' | 'en';
  readonly javaScript?: boolean;
}

/** Somebody at a browser of his or her own. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The browser's own protocol; the authenticator lives as long as this session. */
  readonly protocol: CDPSession;
  /** What the browser refused to do or could not: policies, scripts, files. */
  readonly complaints: readonly string[];
}

/** Starts Chromium; it cannot shut itself in where everything is root's. */
export function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no Chromium on the PATH');
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

/** Opens a browser that has an authenticator (WebAuthn Level 3, 11.2), which its owner always touches. */
export async function newVisitor(browser: Browser, { language, javaScript = true }: VisitorOptions): Promise<Visitor> {
  const context = await browser.newContext({
    locale: language === 'id' ? 'id-ID' : 'en-GB',
    javaScriptEnabled: javaScript,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  const protocol = await context.newCDPSession(page);
  await protocol.send('WebAuthn.enable');
  await protocol.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { page, context, protocol, complaints };
}
