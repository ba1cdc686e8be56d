import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  createM2mClient,
  type FakeAgency,
  type LaunchedSimpul,
  launchSimpul,
  type M2mClient,
  rawCall,
  type RawCallOptions,
  type SeenRequest,
  startFakeAgency,
  temporaryFolder,
} from '@simpul/testing';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Pool } from 'undici';
import { launchProxy, type ProxyProcess } from './proxy-process.ts';
import { CALLER, ECHO, OTHER, writeProxyRegion } from './proxy-region.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(120_000);

const folder = temporaryFolder();
const data = join(folder.path, 'data');
let agency: FakeAgency;
let region: string;
let bus: LaunchedSimpul;
let proxy: ProxyProcess;
let client: M2mClient;
let token: string;

beforeAll(async () => {
  agency = await startFakeAgency();
  region = writeProxyRegion(folder.path, agency.url);
  bus = await launchSimpul({ region, data });
  proxy = await launchProxy('--as', 'GOV/KONSUMEN/lama', '--data', data);
  const keyFile = join(data, 'credentials', 'GOV.KONSUMEN.lama.jwk');
  client = await createM2mClient({ url: bus.url, clientId: CALLER, keyFile });
  token = await client.token(`${bus.url}/r1`);
});
afterAll(async () => {
  await proxy.stop();
  await bus.kill();
  await agency.stop();
  folder.remove();
});

const X_ROAD = { 'X-Road-Client': CALLER, 'X-Road-Id': '11111111-1111-4111-8111-111111111111' };
const CHANGES = /^(?:x-road-request-id|x-road-request-hash|x-simpul-receipt|server-timing|date|connection|keep-alive)$/;
/** Set by the exchange for the provider, and different each time. */
const OF_EXCHANGE = /^(?:x-road-request-id|traceparent|host|connection)$/i;

interface Passage {
  readonly status: number;
  readonly headers: unknown;
  readonly text: string;
  readonly seen: unknown;
}

function describeSeen(seen: SeenRequest | undefined): unknown {
  if (seen === undefined) return undefined;
  const headers: string[] = [];
  for (let i = 0; i < seen.rawHeaders.length; i += 2) {
    const name = seen.rawHeaders[i] ?? '';
    if (!OF_EXCHANGE.test(name)) headers.push(`${name}: ${seen.rawHeaders[i + 1]}`);
  }
  return {
    method: seen.method,
    target: seen.target,
    headers,
    body: createHash('sha256').update(seen.body).digest('hex'),
  };
}

/** One call, and what came of it on both sides. */
async function pass(origin: string, target: string, call: RawCallOptions): Promise<Passage> {
  agency.seen.length = 0;
  const { status, headers, text } = await rawCall(origin, target, call);
  const kept = Object.entries(headers).filter(([name]) => !CHANGES.test(name));
  return { status, headers: kept, text, seen: describeSeen(agency.seen[0]) };
}

/** The same call with a client that does all by itself, and through the proxy. */
async function both(target: string, { method = 'GET', headers = {}, body }: RawCallOptions = {}) {
  const proof = await client.proofHeaders(token, method, bus.url + target);
  const call = { method, headers: { ...X_ROAD, ...headers }, ...(body === undefined ? {} : { body }) };
  const direct = await pass(bus.url, target, { ...call, headers: { ...call.headers, ...proof } });
  return { direct, through: await pass(proxy.url, target, call) };
}

const BINARY = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7) % 256));

describe('a call through the proxy is the call of a client that signs in by itself', () => {
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];
  const cases: [string, string, RawCallOptions][] = [
    ...methods.map((method): [string, string, RawCallOptions] => [method, `${ECHO}/x`, { method }]),
    ...methods
      .slice(2, 6)
      .map((method): [string, string, RawCallOptions] => [
        `${method} with a body`,
        ECHO,
        { method, body: '{"a":1}', headers: { 'Content-Type': 'application/json' } },
      ]),
    ['raw path and query', `${ECHO}/a%20b/%C3%A9/~!$&'()*+,;=:@?a=%41&b=&&c?d=/x`, {}],
    [
      '70 KB of every byte',
      ECHO,
      { method: 'POST', body: BINARY, headers: { 'Content-Type': 'application/octet-stream' } },
    ],
    ['a gzip body', ECHO, { method: 'PUT', body: gzipSync('x'.repeat(999)), headers: { 'Content-Encoding': 'gzip' } }],
    [
      'names in any case',
      ECHO,
      { headers: { 'x-PURPOSE': 'Q', 'ACCEPT-language': 'id', 'If-None-Match': '"a"', Range: 'bytes=0-1' } },
    ],
    ['an address that is refused', `${ECHO}/a%2Fb`, {}],
    ['an unknown service, in XML', `${ECHO}x`, { headers: { Accept: 'text/xml' } }],
    ['listMethods', ECHO.replace(/echo$/, 'listMethods'), {}],
    ['listClients', '/listClients', {}],
    ["another's X-Road-Client, which the bus refuses", ECHO, { headers: { 'X-Road-Client': OTHER } }],
  ];

  it.each(cases)('%s', async (_what, target, call) => {
    agency.behave(({ body, method }) => ({
      status: method === 'DELETE' ? 204 : method === 'OPTIONS' ? 304 : method === 'PATCH' ? 422 : 200,
      headers: ['Content-Type', 'text/x-Uji', 'set-cookie', 'a=1', 'Set-Cookie', 'b=2', 'X-Sistem', 'Ya'],
      ...(method === 'DELETE' || method === 'OPTIONS' ? {} : { body: body.length > 0 ? body : 'ok' }),
    }));
    const { direct, through } = await both(target, call);
    const same = (passage: Passage): Passage => ({
      ...passage,
      text: passage.text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID'),
    });
    expect(same(through)).toEqual(same(direct));
  });
});

describe('an unchanged client', () => {
  it("has its own Authorization at the provider, as over X-Road, and nothing of the proxy's", async () => {
    await pass(proxy.url, ECHO, { headers: { ...X_ROAD, Authorization: 'Basic bGFtYQ==' } });
    const names = Object.keys(agency.seen[0]?.headers ?? {});
    expect(agency.seen[0]?.headers.authorization).toBe('Basic bGFtYQ==');
    expect(names.filter((name) => /^(?:dpop|x-simpul)/.test(name))).toEqual([]);
    expect(proxy.output()).not.toMatch(/bGFtYQ|eyJ/);
  });

  it('of plain HTTP need not say who it is', async () => {
    const { status } = await pass(proxy.url, `${ECHO}/y`, {});
    expect([status, agency.seen[0]?.headers['x-road-client']]).toEqual([200, CALLER]);
  });

  it("does not reach the bus's own APIs", async () => {
    for (const target of ['/', '/audit/v1/records', '/oauth2/jwks', '/metrics', '/r1/%2e%2e/audit/v1/records']) {
      const { status, text } = await rawCall(proxy.url, target, {});
      expect([target, status, text]).toEqual([
        target,
        target.startsWith('/r1') ? 400 : 404,
        expect.stringContaining('SIMPUL_PROXY_PATH'),
      ]);
    }
  });
});

describe('a bus that restarts under load', () => {
  it('is told of as 502 or 503, and served again at once when it is back', async () => {
    agency.behave(() => ({ body: 'ok' }));
    const pool = new Pool(proxy.url, { connections: 8 });
    const statuses = new Map<number, number>();
    const enough = new AbortController();
    const load = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (!enough.signal.aborted) {
          const answer = await pool.request({ path: ECHO, method: 'POST', body: 'x', headers: X_ROAD });
          await answer.body.dump();
          statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1);
          if (answer.statusCode !== 200) await pause(50);
        }
      }),
    );
    await pause(300);
    await bus.stop();
    await pause(200);
    bus = await launchSimpul({ region, data, port: bus.port });
    statuses.delete(200);
    while (!statuses.has(200)) await pause(20);
    enough.abort();
    await load;
    await pool.close();
    expect([...statuses.keys()].filter((status) => ![200, 502, 503].includes(status))).toEqual([]);
    expect(statuses.get(503)).toBeGreaterThan(0);
  });
});
