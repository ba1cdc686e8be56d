import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { compile } from '@simpul/bus';
import {
  exchangeDirectory,
  exchangeMetadata,
  Leaf,
  type RegistryObject,
  type Service,
  SideCar,
} from '@simpul/contracts';
import { openSqliteDocumentStore } from '@simpul/store';
import { type FakeAgency, startFakeAgency, temporaryFolder } from '@simpul/testing';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { type Intent, INTENTS, STORE_FORMAT } from '../src/journal/intent.ts';
import { lateErrorOf } from './error-code.ts';
import { type ExchangeSetUp, headerOf, PUBLIC_URL, type RunningExchange, runExchange } from './running-exchange.ts';
import {
  agreementOf,
  asObject,
  CONSUMER,
  contractOf,
  EXCHANGE_ID,
  PROVIDER,
  requestOf,
  sampleRegion,
  SERVICE_ID,
  serviceOf,
} from './sample-region.ts';

const MAX_BODY = 8 * 1024 * 1024;
const folder = temporaryFolder();
let agency: FakeAgency;
let running: RunningExchange | undefined;
let files = 0;

beforeAll(async () => {
  agency = await startFakeAgency();
});
beforeEach(() => {
  agency.seen.length = 0;
  agency.behave(() => ({ headers: ['Content-Type', 'application/json'], body: '{"nik":"18"}' }));
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(async () => {
  await agency.stop();
  folder.remove();
});

const service = (more: Parameters<typeof serviceOf>[1] = {}): RegistryObject =>
  asObject.service(serviceOf(SERVICE_ID, { url: `${agency.url}/api`, ...more }));

async function start(objects: readonly RegistryObject[] = [], more: Partial<ExchangeSetUp> = {}) {
  const file = `${folder.path}/exchange-${files++}.sqlite`;
  running = await runExchange({ file, objects: sampleRegion(service(), ...objects), ...more });
  return running;
}

/** A store as a crash leaves it, with one exchange open. */
async function fileWithOpenIntent(): Promise<string> {
  const file = `${folder.path}/exchange-${files++}.sqlite`;
  const store = await openSqliteDocumentStore({ file, collections: [INTENTS], format: STORE_FORMAT });
  await store.collection<Intent>(INTENTS).insert({
    id: EXCHANGE_ID,
    state: 'open',
    due: Date.now() + 60_000,
    leaf: { consumer: CONSUMER, time: 1 },
    sideCar: {},
  });
  await store.close();
  return file;
}

const sha = (algorithm: string, ...parts: readonly Uint8Array[]): Buffer =>
  createHash(algorithm).update(Buffer.concat(parts)).digest();
const salted = (salt: string | undefined, inner: Uint8Array): string =>
  sha('sha256', Buffer.from(salt ?? '', 'base64url'), inner).toString('base64url');

/** The only record, after a look at its schemas. */
function onlyRecord({ recorded }: RunningExchange) {
  expect(recorded).toHaveLength(1);
  const [record] = recorded;
  if (record === undefined) throw new Error('nothing was recorded');
  expect(compile(Leaf)(record.leaf)).toBeUndefined();
  expect(compile(SideCar)(record.sideCar)).toBeUndefined();
  return record;
}

const PERSON = { type: 'object', required: ['nik'], properties: { nik: { type: 'string' } } };
const ok = { description: 'ok', content: { 'application/json': { schema: PERSON } } };
const document = {
  openapi: '3.1.0',
  info: { title: 't', version: '1' },
  paths: {
    '/permits/1': {
      get: { responses: { 200: ok } },
      head: { responses: { 200: ok } },
      delete: { responses: { 204: {} } },
    },
    '/permits': {
      post: { requestBody: { content: { 'application/json': { schema: PERSON } } }, responses: { 200: ok } },
    },
  },
};
const underContract = (responses: 'report' | 'enforce'): RegistryObject[] => [
  service({ type: 'OPENAPI', responses }),
  asObject.contract(contractOf(SERVICE_ID, document)),
];

describe.each([false, true])('an exchange on the bus (through the serializer: %p)', (roundTrip) => {
  it('gives the provider’s answer with the headers of X-Road, and leaves one leaf', async () => {
    agency.behave(() => ({
      status: 201,
      headers: [
        'Set-Cookie',
        'a=1',
        'Set-Cookie',
        'b=2',
        'Set-Cookie',
        '__Host-simpul=3',
        'Server',
        'x',
        'X-Road-Id',
        'y',
      ],
      body: 'hello',
    }));
    const exchange = await start([], { roundTrip });
    const headers = ['Accept', '*/*', 'X-Road-Client', CONSUMER];
    const target = `/r1/${SERVICE_ID}/a%20b/c?x=%2F&y`;
    const answer = await exchange.exchange({ target, headers });

    expect([answer.status, Buffer.from(answer.body).toString()]).toEqual([201, 'hello']);
    expect(headerOf(answer, 'set-cookie')).toBe('a=1 | b=2');
    expect(headerOf(answer, 'server')).toBeUndefined();
    expect(headerOf(answer, 'x-road-id')).toBe(`ID-LA-${EXCHANGE_ID}`);
    expect(headerOf(answer, 'x-road-client')).toBe(CONSUMER);
    expect(headerOf(answer, 'x-road-service')).toBe(SERVICE_ID);
    expect(headerOf(answer, 'x-road-request-id')).toBe(EXCHANGE_ID);
    expect(headerOf(answer, 'x-simpul-receipt')).toBe(`${PUBLIC_URL}/audit/v1/receipts/${EXCHANGE_ID}`);
    expect(headerOf(answer, 'server-timing')).toMatch(/^bus;dur=[\d.]+, provider;dur=[\d.]+$/);
    const hashed =
      `GET\r\n${target}\r\nAccept:*/*\r\nX-Road-Client:${CONSUMER}\r\n` +
      `x-road-request-id:${EXCHANGE_ID}\r\nx-road-id:ID-LA-${EXCHANGE_ID}\r\n`;
    expect(headerOf(answer, 'x-road-request-hash')).toBe(sha('sha512', Buffer.from(hashed)).toString('base64'));

    expect(agency.seen).toHaveLength(1);
    expect(agency.seen[0]).toMatchObject({ method: 'GET', target: '/api/a%20b/c?x=%2F&y' });
    expect(agency.seen[0]?.headers).toMatchObject({
      'x-road-client': CONSUMER,
      'x-road-id': `ID-LA-${EXCHANGE_ID}`,
      'x-road-request-id': EXCHANGE_ID,
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/),
    });

    const { leaf, sideCar } = onlyRecord(exchange);
    expect(leaf).toMatchObject({
      type: 'exchange.closed',
      id: EXCHANGE_ID,
      consumer: CONSUMER,
      provider: SERVICE_ID,
      version: '1.2.0',
      op: 'GET /**',
      outcome: 'ok',
      attempts: 1,
      xRoadId: `ID-LA-${EXCHANGE_ID}`,
      response: { status: 201, size: 5, digest: salted(sideCar.response, sha('sha256', Buffer.from('hello'))) },
      // Before it came the boot's leaf and, where the node is new, the one of its key.
      src: { node: 'node-1', seq: exchange.ofNode.length },
    });
    expect(leaf).not.toHaveProperty('request');
    expect(leaf).not.toHaveProperty('error');
    // The log holds the leaf, and nothing else needs the row: it goes.
    while ((await exchange.intents()).length > 0);
  });

  it('carries a body both ways byte for byte, up to the limit, and records its digests', async () => {
    agency.behave(({ body }) => ({ body }));
    const exchange = await start([service({ maxBody: MAX_BODY })], { roundTrip });
    const body = randomBytes(MAX_BODY);
    const answer = await exchange.exchange({ method: 'PUT' }, body);
    expect(Buffer.compare(answer.body, body)).toBe(0);
    const { leaf, sideCar } = onlyRecord(exchange);
    expect(leaf.request).toEqual({ size: MAX_BODY, digest: salted(sideCar.request, sha('sha512', body)) });
    expect(leaf.response).toMatchObject({ size: MAX_BODY, digest: salted(sideCar.response, sha('sha256', body)) });
    const error = await lateErrorOf(exchange.exchange({ method: 'PUT' }, Buffer.concat([body, Buffer.from('x')])));
    expect(error.code).toBe('SIMPUL_REQUEST_BODY_TOO_LARGE');
    expect(agency.seen).toHaveLength(1);
  });

  it('commits to the persons that request and answer name', async () => {
    const data: Service['data'] = {
      classification: 'terbatas',
      personal: 'umum',
      elements: ['nik'],
      subjects: [
        { in: 'body', at: '/nik', kind: 'nik' },
        { in: 'response', at: '/nik', kind: 'nik' },
      ],
    };
    const [, contract] = underContract('enforce');
    const exchange = await start([service({ type: 'OPENAPI', data }), ...(contract === undefined ? [] : [contract])], {
      roundTrip,
    });
    const request = { method: 'POST', target: `/r1/${SERVICE_ID}/permits`, road: { contentType: 'application/json' } };
    await exchange.exchange(request, Buffer.from('{"nik":"17"}'));
    const { leaf, sideCar } = onlyRecord(exchange);
    expect(leaf.subjects?.n).toBe(2);
    expect(sideCar.subjects?.map(({ kind, value }) => [kind, value])).toEqual([
      ['nik', '17'],
      ['nik', '18'],
    ]);
    expect(JSON.stringify(leaf)).not.toMatch(/"17"|"18"/);
  });

  it('passes an answer against the contract on, marked in the leaf, where the service reports', async () => {
    agency.behave(() => ({ headers: { 'content-type': 'application/json' }, body: '{}' }));
    const exchange = await start(underContract('report'), { roundTrip });
    const answer = await exchange.exchange();
    expect(Buffer.from(answer.body).toString()).toBe('{}');
    expect(onlyRecord(exchange).leaf).toMatchObject({
      op: 'GET /permits/1',
      outcome: 'ok',
      error: 'SIMPUL_RESPONSE_INVALID',
    });
  });

  it('withholds such an answer, recorded as failed, where the service enforces', async () => {
    agency.behave(() => ({ headers: { 'content-type': 'application/json' }, body: '{}' }));
    const exchange = await start(underContract('enforce'), { roundTrip });
    const error = await lateErrorOf(exchange.exchange());
    expect([error.code, error.params]).toEqual(['SIMPUL_RESPONSE_INVALID', { place: '/nik', rule: 'required' }]);
    expect(onlyRecord(exchange).leaf).toMatchObject({
      outcome: 'failed',
      error: 'SIMPUL_RESPONSE_INVALID',
      attempts: 1,
      response: { status: 200, size: 2 },
    });
  });

  it('ends with the error of a provider that breaks off, recorded as failed', async () => {
    agency.behave(() => 'cut');
    const exchange = await start([], { roundTrip });
    const error = await lateErrorOf(exchange.exchange({ method: 'POST' }));
    expect(error.code).toBe('SIMPUL_PROVIDER_BROKE_OFF');
    const { leaf } = onlyRecord(exchange);
    expect(leaf).toMatchObject({ outcome: 'failed', error: 'SIMPUL_PROVIDER_BROKE_OFF', attempts: 1 });
    expect(leaf).not.toHaveProperty('response');
  });

  it('is refused with a leaf, and without a call of the provider', async () => {
    const exchange = await start([asObject.agreement(agreementOf({ validUntil: '2020-12-31' }))], { roundTrip });
    const error = await lateErrorOf(exchange.exchange());
    expect([error.code, error.params]).toEqual([
      'SIMPUL_ACCESS_AGREEMENT_EXPIRED',
      { agreement: 'PKS-1', day: '2020-12-31', consumer: CONSUMER, service: SERVICE_ID },
    ]);
    expect(agency.seen).toHaveLength(0);
    expect(onlyRecord(exchange).leaf).toMatchObject({
      type: 'exchange.denied',
      outcome: 'refused',
      error: 'SIMPUL_ACCESS_AGREEMENT_EXPIRED',
    });
  });
});

describe('answers without a body', () => {
  it('to HEAD keep the contract, though it describes a body', async () => {
    const exchange = await start(underContract('enforce'));
    const answer = await exchange.exchange({ method: 'HEAD' });
    expect([answer.status, answer.body.length, headerOf(answer, 'content-type')]).toEqual([200, 0, 'application/json']);
    const { leaf, sideCar } = onlyRecord(exchange);
    expect(leaf).toMatchObject({ op: 'HEAD /permits/1', outcome: 'ok', response: { status: 200, size: 0 } });
    expect(leaf.response).not.toHaveProperty('digest');
    expect(sideCar).not.toHaveProperty('response');
  });

  it('may be 204', async () => {
    agency.behave(() => ({ status: 204 }));
    const exchange = await start(underContract('enforce'));
    const answer = await exchange.exchange({ method: 'DELETE' });
    expect([answer.status, answer.body.length]).toEqual([204, 0]);
    expect(onlyRecord(exchange).leaf).toMatchObject({ outcome: 'ok', response: { status: 204, size: 0 } });
  });

  it('may be empty where no contract says otherwise', async () => {
    agency.behave(() => ({ body: '' }));
    const exchange = await start();
    expect((await exchange.exchange()).body).toHaveLength(0);
    expect(onlyRecord(exchange).leaf.response).toEqual({ status: 200, size: 0 });
  });

  it('break a contract that describes one', async () => {
    agency.behave(() => ({ headers: { 'content-type': 'application/json' }, body: '' }));
    const exchange = await start(underContract('enforce'));
    expect((await lateErrorOf(exchange.exchange())).code).toBe('SIMPUL_RESPONSE_INVALID');
  });
});

describe('a provider’s own error', () => {
  it.each([404, 503])('%i passes through and is marked in the leaf', async (status) => {
    agency.behave(() => ({ status, body: 'no' }));
    const exchange = await start();
    const answer = await exchange.exchange();
    expect([answer.status, Buffer.from(answer.body).toString()]).toEqual([status, 'no']);
    expect(headerOf(answer, 'x-road-error')).toBeUndefined();
    expect(onlyRecord(exchange).leaf).toMatchObject({ outcome: 'provider-error', response: { status } });
  });
});

describe('the log comes first', () => {
  it('an answer is withheld when the exchange was recorded as interrupted before', async () => {
    const exchange = await start([], { outcomeOf: (id) => (id === EXCHANGE_ID ? 'superseded' : 'stored') });
    expect((await lateErrorOf(exchange.exchange())).code).toBe('SIMPUL_RECORD_SUPERSEDED');
    await exchange.module.stop();
    expect(exchange.ofNode.map(({ op }) => op)).toContain(`superseded 1 ${EXCHANGE_ID}`);
  });

  it('a boot begins with its own leaf and ends with another', async () => {
    const exchange = await start();
    await exchange.exchange();
    await exchange.module.stop();
    expect(exchange.ofNode.map(({ type, outcome, src }) => [type, outcome, src.seq])).toEqual([
      ['node.boot', undefined, 0],
      ['node.idle', 'ok', 2],
    ]);
    for (const leaf of exchange.ofNode) expect(compile(Leaf)(leaf)).toBeUndefined();
  });

  it('what a crash left open although the log holds it is settled, and not sent again', async () => {
    const file = await fileWithOpenIntent();
    running = await runExchange({ file, objects: sampleRegion(), known: [EXCHANGE_ID] });
    expect(running.recorded).toEqual([]);
    expect(await running.intents()).toMatchObject([{ id: EXCHANGE_ID, state: 'settled' }]);
  });

  it.each([true, false])(
    'what a crash left open, without a name, is closed at start by the node that owns the store: %p',
    async (owns) => {
      const file = await fileWithOpenIntent();
      running = await runExchange({ file, objects: sampleRegion(), ownsStore: owns });
      expect(running.recorded.map(({ leaf }) => [leaf.id, leaf.type, leaf.outcome])).toEqual(
        owns ? [[EXCHANGE_ID, 'exchange.interrupted', 'interrupted']] : [],
      );
    },
  );
});

describe('an exchange for a gateway that runs apart', () => {
  const FOUR_MIB = 4 * 1024 * 1024;

  it('has an answer of 4 MiB in the call, also of a service whose bodies stream', async () => {
    agency.behave(() => ({ body: Buffer.alloc(FOUR_MIB, 'x') }));
    const exchange = await start([service({ maxBody: 4 * FOUR_MIB })]);
    const answer = await exchange.exchange({ apart: true });
    expect([answer.status, answer.body.length, answer.stream]).toEqual([200, FOUR_MIB, undefined]);
  });

  it('fails with the reason where the answer has one byte more, and the leaf says so', async () => {
    agency.behave(() => ({ body: Buffer.alloc(FOUR_MIB + 1, 'x') }));
    const exchange = await start();
    const error = await lateErrorOf(exchange.exchange({ apart: true }));
    expect([error.code, error.params]).toEqual(['SIMPUL_STREAM_ANSWER_TOO_LARGE', { limit: FOUR_MIB }]);
    const response = { status: 200, size: FOUR_MIB + 1 };
    expect(onlyRecord(exchange).leaf).toMatchObject({ outcome: 'failed', error: error.code, response });
    await expect(exchange.exchange({ id: EXCHANGE_ID.replace('1', '2') })).resolves.toMatchObject({ status: 200 });
  });
});

describe('a node', () => {
  it('takes nothing on before it has started', async () => {
    running = await runExchange({
      file: `${folder.path}/${files++}.sqlite`,
      objects: sampleRegion(service()),
      begins: false,
    });
    const error = await lateErrorOf(running.exchange());
    expect([error.code, error.params, error.retryAfter]).toEqual([
      'SIMPUL_HTTP_SERVICE_AWAY',
      { service: 'exchange' },
      1,
    ]);
    expect(running.module.notReady()).toBeDefined();
    await running.module.start();
    await expect(running.exchange()).resolves.toMatchObject({ status: 200 });
  });

  it('that gateways elsewhere ask finishes what is under way when it stops, and takes on nothing more', async () => {
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    agency.behave(async () => {
      reached.resolve();
      await released.promise;
      return { body: 'late' };
    });
    const exchange = await start([], { apart: true });
    const answer = exchange.exchange();
    await reached.promise;
    const stopped = exchange.module.stop();
    const error = await lateErrorOf(exchange.exchange({ id: EXCHANGE_ID.replace('1', '2') }));
    expect(error.code).toBe('SIMPUL_HTTP_SERVICE_AWAY');
    released.resolve();
    expect(Buffer.from((await answer).body).toString()).toBe('late');
    await stopped;
    expect(exchange.recorded.map(({ leaf }) => leaf.type)).toEqual(['exchange.closed']);
    running = undefined;
    await exchange.bus.stop();
  });
});

describe('a node that starts while the registry is away', () => {
  const snapshotDir = folder.path;
  const startAway = (more: Partial<ExchangeSetUp>) =>
    runExchange({
      file: `${folder.path}/exchange-${files++}.sqlite`,
      objects: [],
      registryAway: true,
      apart: true,
      snapshotDir,
      ...more,
    });

  it('goes on with what it knew, if that is not too old', async () => {
    const before = await start([], { snapshotDir });
    while (!existsSync(`${snapshotDir}/exchange-registry.ndjson.heard`)) await setImmediate();
    await before.stop();
    running = await startAway({});
    await expect(running.exchange()).resolves.toMatchObject({ status: 200 });
    await running.stop();

    running = await startAway({ authorityMaxAgeMs: -1, begins: false });
    const started = running.module.start();
    const error = await lateErrorOf(running.exchange());
    expect([error.code, error.params]).toEqual(['SIMPUL_HTTP_SERVICE_AWAY', { service: 'exchange' }]);
    const [ended] = await Promise.all([lateErrorOf(started), running.stop()]);
    expect(ended.code).toBe('SIMPUL_BUS_UNAVAILABLE');
    running = undefined;
  });
});

describe('an exchange whose time is over before it can be sent', () => {
  it('is not sent, and recorded as not tried', async () => {
    const exchange = await start();
    const error = await lateErrorOf(exchange.exchange({ arrivedAt: Date.now() - 5001 }));
    expect([error.code, error.params, error.retryAfter]).toEqual([
      'SIMPUL_PROVIDER_DEADLINE_PASSED',
      { limit: 5000 },
      1,
    ]);
    expect(agency.seen).toEqual([]);
    const outcome = {
      type: 'exchange.closed',
      outcome: 'failed',
      attempts: 0,
      error: 'SIMPUL_PROVIDER_DEADLINE_PASSED',
    };
    expect(onlyRecord(exchange).leaf).toMatchObject(outcome);
  });

  it('leaves its idempotency key free', async () => {
    const exchange = await start();
    const late = { arrivedAt: Date.now() - 5001, method: 'POST', road: { idempotencyKey: 'k' } };
    await lateErrorOf(exchange.exchange(late));
    const again = { id: EXCHANGE_ID.replace('1', '2'), method: 'POST', road: { idempotencyKey: 'k' } };
    await expect(exchange.exchange(again)).resolves.toMatchObject({ status: 200 });
  });

  it('is not one of a gateway whose clock is ahead, which gives nobody more time', async () => {
    const exchange = await start();
    const before = Date.now();
    await exchange.exchange({ arrivedAt: before + 3_600_000 });
    expect(onlyRecord(exchange).leaf.time).toBeLessThan(before + 3_600_000);
  });
});

describe('what the registry says', () => {
  it('is needed before the exchange is ready', async () => {
    running = await runExchange({ file: `${folder.path}/exchange-${files++}.sqlite`, objects: [] });
    expect(running.module.notReady()).toBe('the registry holds no region yet');
    await running.change(sampleRegion(service()));
    while (running.module.notReady() !== undefined) await setImmediate();
    await expect(running.bus.as('gateway').call(exchangeDirectory, {})).resolves.toMatchObject({ instance: 'ID-LA' });
  });

  it('is not believed for ever', async () => {
    const exchange = await start([], { authorityMaxAgeMs: -1 });
    const error = await lateErrorOf(exchange.exchange());
    expect([error.code, error.retryAfter]).toEqual(['SIMPUL_AUTHORITY_STALE', 1]);
  });
});

describe('metadata and directory', () => {
  it('are answered on the bus', async () => {
    const exchange = await start();
    const gateway = exchange.bus.as('gateway');
    const request = requestOf({ target: `/r1/${PROVIDER}/listMethods` });
    const { status, body } = await gateway.call(exchangeMetadata, request);
    expect(status).toBe(200);
    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({ service: [{ service_code: 'permits' }] });
    const { members } = await gateway.call(exchangeDirectory, {});
    expect(members.map(({ id }) => id)).toEqual([CONSUMER, PROVIDER]);
    expect(exchange.recorded).toEqual([]);
  });
});
