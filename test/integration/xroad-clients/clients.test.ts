import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type SeenRequest, temporaryFolder } from '@simpul/testing';
import { CALLS } from './calls.ts';
import { clientOf, type Link } from './region.ts';
import { exchangeBytes } from './exchange-bytes.ts';
import { startWays, type Ways } from './ways.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(120_000);

const folder = temporaryFolder();
let world: Ways;

beforeAll(async () => {
  world = await startWays(folder.path);
});
afterAll(async () => {
  await world.stop();
  folder.remove();
});

/** Headers of a recorded call that the system must see as they were sent. */
const PASSED = /^(?:accept|accept-encoding|accept-language|content-type|sec-fetch-mode|x-road-[a-z-]+): /i;

function linesOf({ rawHeaders }: SeenRequest): string[] {
  return rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1] ?? ''}`] : []));
}

describe.each<[string, Link]>([
  ['an open link of a sandbox', 'open'],
  ['an mtls link in production', 'mtls'],
  ['simpul proxy in production', 'token'],
])('through %s', (_, link) => {
  it.each(CALLS)('$name', async (call) => {
    world.agency.seen.length = 0;
    const way = world.ways[link];
    const sent = call.bytes.replace('{host}', `localhost:${way.port}`).replace('{client}', clientOf(link));
    const { status, headers, body } = await exchangeBytes(way, sent);

    const text = body.toString();
    expect([status, text]).toEqual([call.status, expect.any(String)]);
    expect(headers.get('content-type')).toContain('application/json');
    expect(JSON.parse(text)).toMatchObject(call.json as object);
    expect(headers.get('x-road-error') !== undefined).toBe(call.status >= 400);

    const [seen, ...more] = world.agency.seen;
    expect(more).toEqual([]);
    if (call.seen === undefined || seen === undefined) return expect(seen).toBe(call.seen);
    expect({ method: seen.method, target: seen.target, body: seen.body.toString() }).toEqual(call.seen);
    const passed = sent.split('\r\n').filter((line) => PASSED.test(line));
    expect(linesOf(seen)).toEqual(expect.arrayContaining(passed));
    expect(headers.get('x-road-id')).toBe(seen.headers['x-road-id']);
    expect(headers.get('x-road-client')).toBe(clientOf(link));
  });
});
