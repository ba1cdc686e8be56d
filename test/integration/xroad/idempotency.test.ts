import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RawResponse, valuesOf } from '@simpul/testing';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROVIDER, road, STRANGER } from './support/region.ts';
import { headerOf, idOf, plain, type RoadBus, seenValues, startRoadBus, typeOf } from './support/road-bus.ts';

const APA = road('apa');
let world: RoadBus;

beforeAll(async () => {
  world = await startRoadBus();
  world.agency.behave(async ({ target }) => {
    if (target.includes('diam')) return 'hang';
    if (target.includes('putus')) return 'cut';
    return { status: target.includes('gagal') ? 409 : 201, body: 'jadi' };
  });
});
afterAll(() => world.stop());

const send = (method: string, target: string, key: string, body = '{"n":1}'): Promise<RawResponse> => {
  const { headers } = plain(body);
  return world.ask(`${method} ${target}`, [`Idempotency-Key: ${key}`, ...headers], body);
};
const reached = (target: string): number => world.agency.seen.filter((seen) => seen.target.endsWith(target)).length;

/** Says that an answer is 409 and names the first exchange. */
function expectRepeat(answer: RawResponse, first: RawResponse, status: string): void {
  expect([answer.status, typeOf(answer)]).toEqual([409, 'Client.InvalidRequest']);
  expect(headerOf(answer, 'x-simpul-first-exchange')).toBe(idOf(first));
  expect(headerOf(answer, 'x-simpul-first-status')).toBe(status);
  expect(answer.body.toString()).toContain(idOf(first));
}

describe('Idempotency-Key (design 03)', () => {
  it('I.1 answers a repeat of the same request with 409, the first exchange\u2019s id and its status', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const first = await send(method, `${APA}/satu-${method}`, `kunci-${method}`);
      expect(first.status).toBe(201);
      expectRepeat(await send(method, `${APA}/satu-${method}`, `kunci-${method}`), first, '201');
      expectRepeat(await send(method, `${APA}/satu-${method}`, `kunci-${method}`), first, '201');
      expect(reached(`/satu-${method}`)).toBe(1);
    }
  });

  it('I.2 answers the same key on another request with 422: other method, target or body', async () => {
    expect((await send('POST', `${APA}/dua`, 'kunci-2')).status).toBe(201);
    for (const [method, target, body] of [
      ['PUT', `${APA}/dua`, '{"n":1}'],
      ['POST', `${APA}/dua?x`, '{"n":1}'],
      ['POST', `${APA}/dua`, '{"n":2}'],
      ['POST', `${APA}/dua`, ''],
      ['POST', `${road('data')}/dua`, '{"n":1}'],
    ] as const) {
      const answer = await send(method, target, 'kunci-2', body);
      expect([method, target, body, answer.status]).toEqual([method, target, body, 422]);
      expect(answer.body.toString()).toContain('SIMPUL_REPEAT_KEY_REUSED');
      expect(valuesOf(answer, 'x-simpul-first-exchange')).toEqual([]);
    }
    expect(reached('/dua')).toBe(1);
  });

  it('I.3 dispatches one of fifty that come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => send('POST', `${APA}/tiga`, 'kunci-3')));
    const [first, ...others] = answers.toSorted((a, b) => a.status - b.status);
    expect([first?.status, ...others.map(({ status }) => status)]).toEqual([201, ...others.map(() => 409)]);
    expect(reached('/tiga')).toBe(1);
    for (const answer of others) expect(headerOf(answer, 'x-simpul-first-exchange')).toBe(first && idOf(first));
  });

  it('I.4 says that the first is under way, and when to ask again', async () => {
    const first = send('POST', `${road('lambat')}/diam-4`, 'kunci-4');
    let repeat = await send('POST', `${road('lambat')}/diam-4`, 'kunci-4');
    // Whichever came first holds the key.
    if (repeat.status !== 409) repeat = await first;
    expect([repeat.status, headerOf(repeat, 'x-simpul-first-status')]).toEqual([409, 'pending']);
    expect(headerOf(repeat, 'retry-after')).toBe('1');
    await first;
  });

  it('I.5 keeps the key of an exchange that the provider may have seen, whatever came of it', async () => {
    const hung = await send('POST', `${road('lambat')}/diam-5`, 'kunci-5');
    expect(hung.status).toBe(500);
    expectRepeat(await send('POST', `${road('lambat')}/diam-5`, 'kunci-5'), hung, '500');
    const cut = await send('POST', `${APA}/putus-5`, 'kunci-5b');
    expectRepeat(await send('POST', `${APA}/putus-5`, 'kunci-5b'), cut, '500');
    const failed = await send('POST', `${APA}/gagal-5`, 'kunci-5c');
    expectRepeat(await send('POST', `${APA}/gagal-5`, 'kunci-5c'), failed, '409');
    expect([reached('/diam-5'), reached('/putus-5'), reached('/gagal-5')]).toEqual([1, 1, 1]);
  });

  it('I.6 gives the key back where nothing was sent: the same request may come again', async () => {
    for (let tries = 0; tries < 3; tries++) {
      const answer = await send('POST', `${road('mati')}/enam`, 'kunci-6');
      expect([answer.status, typeOf(answer)]).toEqual([500, 'Server.ServerProxy.NetworkError']);
    }
    const refusedFirst = await send('POST', `${road('wakil')}/enam`, 'kunci-6b');
    expect(refusedFirst.status).toBe(500);
    expect((await send('POST', `${APA}/enam`, 'kunci-6b')).status).toBe(201);
  });

  it('I.7 is one consumer\u2019s own', async () => {
    expect((await send('POST', `${APA}/tujuh`, 'kunci-7')).status).toBe(201);
    const other = await world.askBare(`POST ${APA}/tujuh`, [`X-Road-Client: ${STRANGER}`, 'Idempotency-Key: kunci-7']);
    expect([other.status, typeOf(other)]).toEqual([500, 'Server.ServerProxy.AccessDenied']);
  });

  it('I.8 means nothing to GET, HEAD, OPTIONS and TRACE, and always passes on', async () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'TRACE']) {
      for (let i = 0; i < 2; i++) {
        const answer = await send(method, `${APA}/delapan`, 'kunci-8', '');
        expect(answer.status).toBe(201);
        expect(seenValues(world.seenOf(answer), 'idempotency-key')).toEqual(['kunci-8']);
      }
    }
    const post = await send('POST', `${APA}/delapan`, '"8e03978e-40d5-43dd-bc93-6894a57f9324"');
    expect(seenValues(world.seenOf(post), 'idempotency-key')).toEqual(['"8e03978e-40d5-43dd-bc93-6894a57f9324"']);
  });

  it('I.9 is 1 to 255 characters of printable ASCII, and stands once', async () => {
    expect((await send('POST', `${APA}/sembilan`, 'k'.repeat(255))).status).toBe(201);
    for (const key of ['', 'k'.repeat(256), 'kunci-é', 'a\tb']) {
      const answer = await send('POST', `${APA}/sembilan-b`, key);
      expect([key, answer.status, typeOf(answer)]).toEqual([key, 400, 'Client.BadRequest']);
    }
    const twice = await world.ask(`POST ${APA}/sembilan-b`, ['Idempotency-Key: a', 'idempotency-key: a']);
    expect(twice.status).toBe(400);
    expect(reached('/sembilan-b')).toBe(0);
  });

  it('I.10 leaves an exchange.denied in the log for a repeat, and the key itself nowhere', async () => {
    const key = 'rahasia-3201010101010001';
    const target = `${road('data')}/sepuluh`;
    await send('POST', target, key);
    const repeat = await send('POST', target, key);
    expect(await world.leafOf(idOf(repeat))).toMatchObject({
      type: 'exchange.denied',
      error: 'SIMPUL_REPEAT_SENT_BEFORE',
      provider: `${PROVIDER}/data`,
    });
    const files = readdirSync(world.bus.data, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    const holding = files.filter((file) => readFileSync(join(file.parentPath, file.name)).includes(key));
    expect(holding.map(({ name }) => name)).toEqual([]);
  });
});
