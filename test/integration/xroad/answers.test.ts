import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type FakeBehaviour, valuesOf } from '@simpul/testing';
import { gzipSync } from 'node:zlib';
import { CLIENT, PROVIDER, road } from './support/region.ts';
import { headerOf, type RoadBus, seenValues, startRoadBus } from './support/road-bus.ts';

const APA = road('apa');
let world: RoadBus;

beforeAll(async () => {
  world = await startRoadBus();
});
afterAll(() => world.stop());
afterEach(() => world.agency.behave(() => ({ body: 'ok' })));

const answering = (behaviour: FakeBehaviour): void => world.agency.behave(behaviour);

describe('B.2, headers of an answer', () => {
  it('B2.19 do not pass where they belong to a connection or name the software', async () => {
    const dropped = ['Keep-Alive', 'Proxy-Authenticate', 'Proxy-Authorization', 'TE', 'Trailer', 'Upgrade'];
    const more = ['Host', 'User-Agent', 'Server', 'Expect', 'server'];
    answering(() => ({ headers: [...dropped, ...more].flatMap((name) => [name, 'dari-sistem']), body: 'ok' }));
    const answer = await world.ask(`GET ${APA}`);
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.headers)).not.toContain('dari-sistem');
  });

  it('B2.20 pass otherwise: order, case and repeats', async () => {
    const headers = [
      ['WWW-Authenticate', 'Basic realm="x"', 'cAChe-control', 'private', 'X-Apa', '1', 'x-apa', '2'],
      ['Content-Type', 'application/x.khusus; a="b"', 'Link', '<x>; rel=next', 'X-Kosong', ''],
    ].flat();
    answering(() => ({ headers, body: 'ok' }));
    const answer = await world.ask(`GET ${APA}`);
    const names = new Set(headers.filter((_, i) => i % 2 === 0));
    expect(answer.headers.filter(([name]) => names.has(name)).flat()).toEqual(headers);
  });

  it('B2.21 hold Set-Cookie as often and in the order as it came', async () => {
    answering(() => ({ headers: ['Set-Cookie', 'a=1; Path=/', 'X-A', '1', 'set-cookie', 'b=2', 'Set-Cookie', 'a=3'] }));
    expect(valuesOf(await world.ask(`GET ${APA}`), 'set-cookie')).toEqual(['a=1; Path=/', 'b=2', 'a=3']);
  });

  it('B2.22 hold one Date: the one of the system, or the bus makes it', async () => {
    const date = 'Tue, 01 Jan 2030 00:00:00 GMT';
    answering(() => ({ headers: ['date', date, 'Date', 'Wed, 02 Jan 2030 00:00:00 GMT'] }));
    expect(valuesOf(await world.ask(`GET ${APA}`), 'date')).toEqual([date]);
    answering(() => ({ body: 'ok' }));
    expect(valuesOf(await world.ask(`GET ${APA}`), 'date')).toHaveLength(1);
  });

  it('B2.23 lose their trailers', async () => {
    const headers = ['Trailer', 'X-Jejak', 'Transfer-Encoding', 'chunked'];
    answering(() => ({ headers, body: 'satu', trailers: { 'X-Jejak': 'dari-sistem' } }));
    const answer = await world.ask(`GET ${APA}`);
    expect([answer.status, answer.body.toString(), valuesOf(answer, 'trailer')]).toEqual([200, 'satu', []]);
    expect(valuesOf(answer, 'transfer-encoding')).toEqual([]);
    expect(valuesOf(answer, 'content-length')).toEqual(['4']);
    expect(JSON.stringify(answer.headers)).not.toContain('dari-sistem');
  });

  it('B2.24 stay compressed as they came', async () => {
    const zipped = gzipSync('y'.repeat(1000));
    answering(() => ({ headers: { 'content-encoding': 'gzip' }, body: zipped }));
    const answer = await world.ask(`GET ${APA}`, ['Accept-Encoding: gzip, br']);
    expect(valuesOf(answer, 'content-encoding')).toEqual(['gzip']);
    expect(answer.body.equals(zipped)).toBe(true);
    expect(seenValues(world.seenOf(answer), 'accept-encoding')).toEqual(['gzip, br']);
  });

  it('B2.25 answer ranges as the system does', async () => {
    answering(({ headers }) =>
      headers.range === 'bytes=2-3'
        ? { status: 206, headers: { 'content-range': 'bytes 2-3/10', 'accept-ranges': 'bytes' }, body: '23' }
        : { status: 416, headers: { 'content-range': 'bytes */10' } },
    );
    const part = await world.ask(`GET ${APA}`, ['Range: bytes=2-3', 'If-Range: "v1"']);
    expect([part.status, part.body.toString(), headerOf(part, 'content-range')]).toEqual([206, '23', 'bytes 2-3/10']);
    expect(seenValues(world.seenOf(part), 'if-range')).toEqual(['"v1"']);
    const outside = await world.ask(`GET ${APA}`, ['Range: bytes=20-']);
    expect([outside.status, headerOf(outside, 'content-range')]).toEqual([416, 'bytes */10']);
  });

  it('B2.26 answer conditions as the system does', async () => {
    answering(({ headers }) => {
      if (headers['if-none-match'] === '"v1"') return { status: 304, headers: { etag: '"v1"' } };
      if (headers['if-match'] !== undefined) return { status: 412 };
      return { headers: { etag: '"v1"', 'last-modified': 'Tue, 01 Jan 2030 00:00:00 GMT' }, body: 'baru' };
    });
    const fresh = await world.ask(`GET ${APA}`);
    expect([fresh.status, headerOf(fresh, 'etag')]).toEqual([200, '"v1"']);
    const same = await world.ask(`GET ${APA}`, ['If-None-Match: "v1"']);
    expect([same.status, headerOf(same, 'etag'), same.body.length]).toEqual([304, '"v1"', 0]);
    expect((await world.ask(`PUT ${APA}`, ['If-Match: "v0"', 'Content-Length: 1'], 'x')).status).toBe(412);
  });
});

describe('B.3, headers of the bus in an answer', () => {
  const OWN = ['x-road-id', 'x-road-client', 'x-road-service', 'x-road-request-id', 'x-road-request-hash'];

  it('B3.1 are id, client, service, request id and request hash, also beside an error of the system', async () => {
    for (const status of [200, 404]) {
      answering(() => ({ status }));
      const answer = await world.ask(`GET ${APA}/x`, ['X-Road-Id: nomor-1']);
      expect(answer.status).toBe(status);
      expect(headerOf(answer, 'x-road-id')).toBe('nomor-1');
      expect(headerOf(answer, 'x-road-client')).toBe(CLIENT);
      expect(headerOf(answer, 'x-road-service')).toBe(`${PROVIDER}/apa`);
      expect(headerOf(answer, 'x-road-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(headerOf(answer, 'x-road-request-hash')).toMatch(/^[A-Za-z0-9+/]{86}==$/);
    }
  });

  it('B3.2 stand in place of those that the system sends, once each', async () => {
    answering(() => ({ headers: OWN.flatMap((name) => [name, 'palsu', name.toUpperCase(), 'palsu']) }));
    const answer = await world.ask(`GET ${APA}`);
    expect(JSON.stringify(answer.headers)).not.toContain('palsu');
    for (const name of OWN) expect([name, valuesOf(answer, name).length]).toEqual([name, 1]);
  });
});

describe('B.4, statuses of the system', () => {
  it('B4.1 pass with their bodies and without X-Road-Error, whatever the system says in it', async () => {
    for (const status of [
      200, 201, 202, 203, 207, 226, 300, 302, 400, 401, 403, 404, 409, 418, 429, 451, 500, 502, 503, 504,
    ]) {
      answering(() => ({
        status,
        headers: { 'x-road-error': 'palsu', 'content-type': 'text/plain' },
        body: `kata ${status}`,
      }));
      const answer = await world.ask(`GET ${APA}`, ['Accept: text/xml']);
      expect([answer.status, answer.body.toString()]).toEqual([status, `kata ${status}`]);
      expect(valuesOf(answer, 'x-road-error')).toEqual([]);
      expect(headerOf(answer, 'content-type')).toBe('text/plain');
    }
  });
});
