import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { launchSimpul, type LaunchedSimpul, temporaryFolder } from '@simpul/testing';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Agent, request } from 'undici';
import { peakMemory } from '../../bench/peak-memory.ts';
import { CONSUMER, serviceAt, writeBodiesRegion } from '../../integration/bodies/bodies-region.ts';
import { bytes, digestOf, type ReadRequest, startByteAgency } from '../../integration/bodies/byte-agency.ts';

const LARGE = 200 * 1024 * 1024;
/** Megabytes that the whole process may ever have held (design 03: bodies stream with bounded memory). */
const LARGE_PEAK_MB = 420;
/** Milliseconds that a provider has on a machine that is busy with both its sides. */
const PATIENCE_MS = 300_000;
const MANY = 100;
const MIDDLING = 13_000_000;
const MANY_PEAK_MB = 700;

const folder = temporaryFolder();
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
let agency: Awaited<ReturnType<typeof startByteAgency>>;
let bus: LaunchedSimpul;
let starts = 0;

async function start(): Promise<void> {
  const region = writeBodiesRegion(folder.path, agency.url, PATIENCE_MS);
  bus = await launchSimpul({ region, data: `${folder.path}/${starts++}` });
}

beforeAll(async () => {
  agency = await startByteAgency();
});

afterAll(async () => {
  await agent.destroy();
  await agency.stop();
  folder.remove();
});

/** One call; its answer is hashed, not kept. */
async function call(headers: Readonly<Record<string, string>>, send?: number) {
  const response = await request(`${bus.url}${serviceAt('besar')}/isi`, {
    dispatcher: agent,
    method: send === undefined ? 'GET' : 'POST',
    headers: { 'x-road-client': CONSUMER, ...headers },
    body: send === undefined ? null : Readable.from(bytes(send)),
  });
  const hash = createHash('sha256');
  const small: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
    if (size < 10_000) small.push(chunk);
  }
  const retryAfter = response.headers['retry-after'];
  return {
    status: response.statusCode,
    retryAfter,
    size,
    digest: hash.digest('base64url'),
    text: Buffer.concat(small).toString(),
  };
}

const peak = (): number => peakMemory([bus.process.pid ?? 0]) ?? Number.NaN;

describe('200 MB', () => {
  beforeAll(start);
  afterAll(() => bus.stop());

  it('pass up and down, byte for byte, in bounded memory', async () => {
    const up = await call({ 'content-length': String(LARGE) }, LARGE);
    const { size, digest } = JSON.parse(up.text) as ReadRequest;
    const down = await call({ 'x-give': String(LARGE) });
    const wanted = digestOf(LARGE);
    expect({ size, digest, down: [down.size, down.digest] }).toEqual({
      size: LARGE,
      digest: wanted,
      down: [LARGE, wanted],
    });
    process.stdout.write(`200 MB up and down: peak ${peak().toFixed(0)} MB\n`);
    expect(peak()).toBeLessThan(LARGE_PEAK_MB);
  });

  it('pass without lengths too', async () => {
    const both = await call({ 'x-give': String(LARGE), 'x-chunked': '1' }, LARGE);
    expect([both.status, both.size, both.digest]).toEqual([200, LARGE, digestOf(LARGE)]);
    process.stdout.write(`both ways at once, chunked: peak ${peak().toFixed(0)} MB\n`);
    expect(peak()).toBeLessThan(LARGE_PEAK_MB);
  });
});

describe.each([
  ['with their length', { 'content-length': String(MIDDLING), 'x-give': String(MIDDLING) }],
  ['chunked', { 'x-give': String(MIDDLING), 'x-chunked': '1' }],
])('100 requests of 13 MB at once, %s', (kind, headers) => {
  beforeAll(start);
  afterAll(() => bus.stop());

  it('pass in bounded memory, or are told to come again', async () => {
    const answers = await Promise.all(Array.from({ length: MANY }, () => call(headers, MIDDLING)));
    const wanted = digestOf(MIDDLING);
    const passed = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status !== 200);
    process.stdout.write(`${kind}: ${passed.length} passed, ${refused.length} refused, peak ${peak().toFixed(0)} MB\n`);
    expect(passed.length).toBeGreaterThan(0);
    expect(passed.filter(({ size, digest }) => size !== MIDDLING || digest !== wanted)).toEqual([]);
    expect(refused.filter(({ status, retryAfter }) => status !== 503 || retryAfter === undefined)).toEqual([]);
    expect(peak()).toBeLessThan(MANY_PEAK_MB);
  });
});
