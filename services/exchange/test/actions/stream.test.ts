import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ExchangeAnswer, exchangeStream } from '@simpul/contracts';
import { RECORD, REQUEST, STREAM } from '@simpul/errors';
import { type FakeAgency, startFakeAgency, temporaryFolder } from '@simpul/testing';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type ExchangeSetUp, type RunningExchange, runExchange } from '../running-exchange.ts';
import { asObject, EXCHANGE_ID, requestOf, sampleRegion, SERVICE_ID, serviceOf } from '../sample-region.ts';

const MIB = 1024 * 1024;
const SIZE = 9 * MIB;
const BODY = Buffer.alloc(SIZE, 'simpul');
const folder = temporaryFolder();
let agency: FakeAgency;
let running: RunningExchange | undefined;
let files = 0;

beforeAll(async () => {
  agency = await startFakeAgency();
});
afterEach(async () => {
  agency.seen.length = 0;
  await running?.stop();
  running = undefined;
});
afterAll(async () => {
  await agency.stop();
  folder.remove();
});

async function start(maxBody = 16 * MIB, more: Partial<ExchangeSetUp> = {}): Promise<RunningExchange> {
  const service = asObject.service(serviceOf(SERVICE_ID, { url: `${agency.url}/api`, maxBody }));
  running = await runExchange({ file: `${folder.path}/${files++}.sqlite`, objects: sampleRegion(service), ...more });
  return running;
}

/** Asks as the gateway does for a request that it does not hold. */
function stream({ bus }: RunningExchange, body?: Buffer, length?: number): Promise<ExchangeAnswer> {
  if (body !== undefined) bus.lanes.offer(`${EXCHANGE_ID}/request`, Readable.from([body], { objectMode: false }));
  const target = `/r1/${SERVICE_ID}/a`;
  return bus
    .as('gateway')
    .call(exchangeStream, { ...requestOf({ method: 'POST', target }), ...(length === undefined ? {} : { length }) });
}

const digest = (algorithm: string, ...parts: readonly Uint8Array[]): Buffer =>
  createHash(algorithm).update(Buffer.concat(parts)).digest();
const salted = (salt: string | undefined, inner: Buffer): string =>
  digest('sha256', Buffer.from(salt ?? '', 'base64url'), inner).toString('base64url');

describe('a request whose body streams', () => {
  it('is refused where its body is in no lane of this process', async () => {
    await expect(stream(await start())).rejects.toMatchObject({ code: STREAM.UNAVAILABLE.code });
    expect(agency.seen).toEqual([]);
  });

  it('is refused where it came from a gateway that runs apart, whatever the lanes hold', async () => {
    const exchange = await start();
    exchange.bus.lanes.offer(`${EXCHANGE_ID}/request`, Readable.from([BODY], { objectMode: false }));
    const asked = exchange.bus.as('gateway').call(exchangeStream, requestOf({ method: 'POST', apart: true }));
    await expect(asked).rejects.toMatchObject({ code: STREAM.UNAVAILABLE.code });
    expect(agency.seen).toEqual([]);
  });

  it('is refused before it is sent where its service takes no such body', async () => {
    const exchange = await start(SIZE - 1);
    await expect(stream(exchange, BODY, SIZE)).rejects.toMatchObject({ code: REQUEST.BODY_TOO_LARGE.code });
    const held = await start(8 * MIB);
    await expect(stream(held, BODY)).rejects.toMatchObject({ code: REQUEST.BODY_TOO_LARGE.code });
    expect(agency.seen).toEqual([]);
  });

  it('and its answer, are in one leaf with the digests of what passed, and no intent stays open', async () => {
    const exchange = await start();
    const answer = await stream(exchange, BODY, SIZE);
    expect(answer).toMatchObject({ status: 200, body: new Uint8Array(), stream: {} });
    const lane = exchange.bus.lanes.take(`${EXCHANGE_ID}/response`) ?? Readable.from([]);
    expect((await buffer(lane)).equals(BODY)).toBe(true);
    expect(exchange.recorded).toHaveLength(1);
    const [{ leaf, sideCar } = { leaf: undefined, sideCar: undefined }] = exchange.recorded;
    expect(leaf).toMatchObject({
      outcome: 'ok',
      request: { size: SIZE, digest: salted(sideCar?.request, digest('sha512', BODY)) },
      response: { size: SIZE, status: 200, digest: salted(sideCar?.response, digest('sha256', BODY)) },
    });
    while ((await exchange.intents()).some(({ state }) => state === 'open'));
  });

  it('gives no consumer the end of an answer that the log does not hold', async () => {
    const exchange = await start(16 * MIB, { outcomeOf: () => 'superseded' });
    await stream(exchange, BODY, SIZE);
    const lane = exchange.bus.lanes.take(`${EXCHANGE_ID}/response`) ?? Readable.from([]);
    let taken = 0;
    lane.on('data', (chunk: Buffer) => (taken += chunk.length));
    const error = await new Promise((resolve) => lane.once('error', resolve));
    expect(error).toMatchObject({ code: RECORD.SUPERSEDED.code });
    expect(taken).toBeLessThanOrEqual(SIZE - 64 * 1024);
  });
});
