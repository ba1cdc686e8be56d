import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { CDPSession } from 'playwright-core';
import type { Visitor } from './browser.ts';

/** Where the screenshots are, for people to look at. */
const SCREENSHOTS = resolve(import.meta.dirname, '../../../../test-results/people');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DESK = { width: 1100, height: 800 };
/** The narrowest phones that are in use. */
const PHONE = { width: 360, height: 740 };

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/**
 * Looks at a page on a desk and a phone, in light and dark, and keeps a picture of each.
 * @returns what people would stumble over: serious and critical violations that axe finds, and pages wider than a phone
 */
export async function lookAt({ page, protocol }: Pick<Visitor, 'page' | 'protocol'>, name: string): Promise<string[]> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const found: string[] = [];
  for (const [where, viewport] of Object.entries({ desk: DESK, phone: PHONE })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${where}-${colorScheme}.png`), fullPage: true });
      for (const { id, impact, nodes } of await violations(protocol)) {
        if (impact !== 'serious' && impact !== 'critical') continue;
        found.push(`${name}, ${where}, ${colorScheme}: ${id} at ${nodes.map(({ html }) => html).join(' ')}`);
      }
    }
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width > viewport.width) found.push(`${name}: ${width} pixels wide on a ${where} of ${viewport.width}`);
  }
  await page.setViewportSize(DESK);
  return found;
}

/** By the protocol, which the page's policy does not bind as it binds the page. */
async function violations(protocol: CDPSession): Promise<readonly Violation[]> {
  await protocol.send('Runtime.evaluate', { expression: AXE });
  const { result, exceptionDetails } = await protocol.send('Runtime.evaluate', {
    expression: 'axe.run().then(({ violations }) => JSON.stringify(violations))',
    awaitPromise: true,
  });
  if (exceptionDetails !== undefined) throw new Error(`axe did not run: ${exceptionDetails.text}`);
  return JSON.parse(String(result.value)) as readonly Violation[];
}
