import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rawCall } from '@simpul/testing';
import { renderDocs } from '../../src/docs/docs-page.ts';
import { buildOpenApi } from '../../src/docs/open-api.ts';
import type { Operation } from '../../src/docs/operation.ts';
import { OPERATIONS } from '../../src/docs/route-table.ts';
import { PUBLIC_URL, runGateway, type RunningGateway } from '../support/running-gateway.ts';

const HOSTILE = `<script>alert("1")</script>'&`;
const ESCAPED = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;';
const pageOf = (operations: readonly Operation[], language: 'id' | 'en') =>
  renderDocs(buildOpenApi(operations, { publicUrl: PUBLIC_URL, language }), language);

describe('the reference as a page', () => {
  it('shows every operation, in either language', () => {
    for (const language of ['id', 'en'] as const) {
      const page = pageOf(OPERATIONS, language);
      expect(page).toContain(`<html lang="${language}">`);
      for (const { id, title, path } of OPERATIONS) {
        expect(page).toContain(`<article class="card" id="${id}">`);
        expect(page).toContain(`<code>${path}</code>`);
        expect(page).toContain(title[language].replaceAll("'", '&#39;').replaceAll('"', '&quot;'));
      }
    }
  });

  it('has neither scripts nor styles of its own, and asks nobody else for anything', () => {
    const page = pageOf(OPERATIONS, 'en');
    expect(page).not.toMatch(/<script|<style|\son\w+=|\sstyle=|<img|<iframe/);
    const targets = [...page.matchAll(/\s(?:src|href|action)="([^"]*)"/g)].map(([, target = '']) => target);
    expect(targets.filter((target) => !/^(?:\/(?!\/)|#)/.test(target))).toEqual([]);
  });

  it('leads every link within it somewhere, and names each place once', () => {
    const page = pageOf(OPERATIONS, 'id');
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(OPERATIONS.length);
    expect(links.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('escapes every value, wherever it stands', () => {
    const text = { id: HOSTILE, en: HOSTILE };
    const hostile: Operation = {
      method: 'GET',
      route: HOSTILE,
      path: HOSTILE,
      id: HOSTILE,
      chapter: 'audit',
      needs: 'nothing',
      title: text,
      more: text,
      parameters: [{ name: HOSTILE, in: 'query', required: true, schema: { enum: [HOSTILE] }, text }],
      body: { type: HOSTILE, schema: {} },
      answers: [{ status: 200, text, content: [{ type: HOSTILE, schema: {} }] }],
      errors: [],
    };
    const page = pageOf([hostile], 'en');
    expect(page).not.toContain('<script');
    expect(page.split(ESCAPED).length - 1).toBeGreaterThanOrEqual(9);
  });
});

describe('at the public door', () => {
  let running: RunningGateway;
  beforeAll(async () => {
    running = await runGateway();
  });
  afterAll(() => running.stop());

  it.each([
    { query: '', preferred: 'en-GB,id;q=0.5', shown: 'en' },
    { query: '', preferred: 'fr', shown: 'id' },
    { query: '?lang=id', preferred: 'en', shown: 'id' },
    { query: '?lang=en', preferred: 'id', shown: 'en' },
    { query: '?lang=xx', preferred: 'en', shown: 'en' },
    { query: '?lang=id&lang=en', preferred: 'en', shown: 'en' },
  ])('shows $shown for "$query" and Accept-Language $preferred', async ({ query, preferred, shown }) => {
    const headers = { 'accept-language': preferred };
    const page = await rawCall(running.origin, `/docs${query}`, { headers });
    expect(page).toMatchObject({ status: 200, headers: { vary: 'Accept-Language' } });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.text).toContain(`<html lang="${shown}">`);
    const document = await rawCall(running.origin, `/openapi.json${query}`, { headers });
    const { info, servers } = JSON.parse(document.text) as { info: { title: string }; servers: unknown };
    expect(info.title).toBe(shown === 'en' ? 'Simpul API reference' : 'Referensi API Simpul');
    expect(servers).toEqual([{ url: PUBLIC_URL }]);
  });

  it('is found from the first page', async () => {
    expect((await rawCall(running.origin, '/')).text).toContain('href="/docs"');
  });
});
