import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { exchangeDispatch, Params } from '@simpul/contracts';
import { AUTH, HTTP, REQUEST, SimpulError } from '@simpul/errors';
import { openSocket, rawCall, rawRequest, sendRaw, valuesOf } from '@simpul/testing';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { createProver, type Prover } from './support/prover.ts';
import { OK, PUBLIC_URL, runGateway, type RunningGateway } from './support/running-gateway.ts';

const TARGET = '/r1/ID-LA/GOV/M/S/x';
const LIMIT = 8 * 1024 * 1024;
type Call = Params<typeof exchangeDispatch>;

/** What two counters of a gateway say, by their one label. */
async function counts({ metrics }: RunningGateway): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const counter of [metrics.refusedUnidentified, metrics.httpAnswers]) {
    for (const { labels, value } of (await counter.get()).values) found[String(Object.values(labels)[0])] = value;
  }
  return found;
}

describe.each([{ roundTrip: false }, { roundTrip: true }])('the public door ($roundTrip)', ({ roundTrip }) => {
  let running: RunningGateway;
  let prover: Prover;
  let calls: Call[];

  beforeAll(async () => {
    running = await runGateway({ roundTrip });
    prover = await createProver();
  });
  afterAll(() => running.stop());
  beforeEach(() => {
    calls = [];
    running.behind.dispatch = (call) => {
      calls.push(call);
      return OK;
    };
  });

  const send = (line: string, headers: readonly string[] = [], body = '') =>
    sendRaw(running.port, rawRequest(line, headers, body));
  const answerWith = (status: number, headers: readonly string[], body = '') => {
    running.behind.dispatch = (call) => {
      calls.push(call);
      return { status, headers: [...headers], body: Buffer.from(body) };
    };
  };

  describe('a request', () => {
    it('reaches the exchange byte for byte: target, headers, body', async () => {
      const target = `${TARGET}/a%2e%C3%A9//b;c=1?q=%20&q=+&z`;
      const headers = ['X-Road-Client: A/B/C/D', 'aCCept: text/x', 'X-Twice: 1', 'x-twice: 2', 'X-Empty:', 'X-L: \xe9'];
      await sendRaw(
        running.port,
        Buffer.from(rawRequest(`PUT ${target}`, [...headers, 'Content-Length: 3'], 'a\0b'), 'latin1'),
      );
      expect(calls).toHaveLength(1);
      const [call] = calls;
      expect(call).toMatchObject({
        method: 'PUT',
        target,
        headers: [
          ['X-Road-Client', 'A/B/C/D', 'aCCept', 'text/x', 'X-Twice', '1', 'x-twice', '2', 'X-Empty', ''],
          ['X-L', '\xe9'],
        ].flat(),
        credential: { link: 'open', loopback: true },
        road: { client: 'A/B/C/D' },
      });
      expect(Buffer.from(call?.body ?? []).toString()).toBe('a\0b');
      expect(call?.id).toMatch(/^[0-9a-f-]{14}7/);
    });

    it('may come in chunks', async () => {
      await send(
        `POST ${TARGET}`,
        ['Transfer-Encoding: chunked'],
        '3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n',
      );
      expect(Buffer.from(calls[0]?.body ?? []).toString()).toBe('abcde');
      expect(calls[0]?.headers).toEqual([]);
    });

    it.each(['GET', 'DELETE', 'OPTIONS'])('of %s may have a body', async (method) => {
      await send(`${method} ${TARGET}`, ['Content-Length: 2'], '{}');
      expect(Buffer.from(calls[0]?.body ?? []).toString()).toBe('{}');
    });

    it.each(['TRACE', 'PATCH', 'PROPFIND'])('of %s is for the exchange to judge', async (method) => {
      await send(`${method} ${TARGET}`);
      expect(calls[0]?.method).toBe(method);
    });

    it('continues the trace that it came with', async () => {
      const traceId = '0af7651916cd43dd8448eb211c80319c';
      await send(`GET ${TARGET}`, [`traceparent: 00-${traceId}-b7ad6b7169203331-01`]);
      expect(calls[0]?.road.traceparent).toBe(`00-${traceId}-b7ad6b7169203331-01`);
      expect(calls[0]?.headers).toContain(`00-${traceId}-b7ad6b7169203331-01`);
    });

    it('for metadata goes there, and only with GET', async () => {
      const asked: string[] = [];
      running.behind.metadata = ({ target }) => {
        asked.push(target);
        return OK;
      };
      const base = '/r1/ID-LA/GOV/M/S';
      for (const name of ['listMethods', 'allowedMethods?x=1', 'getOpenAPI?serviceCode=x']) {
        await send(`GET ${base}/${name}`);
      }
      expect(asked).toEqual([`${base}/listMethods`, `${base}/allowedMethods?x=1`, `${base}/getOpenAPI?serviceCode=x`]);
      await send(`POST ${base}/listMethods`);
      await send(`GET ${base}/listMethods/more`);
      await send(`GET ${base}/listmethods`);
      expect(calls.map(({ method, target }) => `${method} ${target.slice(base.length)}`)).toEqual([
        'POST /listMethods',
        'GET /listMethods/more',
        'GET /listmethods',
      ]);
    });
  });

  describe('an answer', () => {
    it('passes byte for byte: status, headers, body', async () => {
      const headers = ['Set-Cookie', 'a=1', 'ETag', '"x"', 'set-cookie', 'b=2', 'X-Mixed', '\xe9', 'Set-Cookie', 'a=3'];
      answerWith(299, headers, '{"é":1}');
      const answer = await send(`GET ${TARGET}`);
      expect(answer.status).toBe(299);
      expect(answer.body.toString()).toBe('{"é":1}');
      expect(answer.headers.slice(0, 5)).toEqual([
        ['Set-Cookie', 'a=1'],
        ['ETag', '"x"'],
        ['set-cookie', 'b=2'],
        ['X-Mixed', '\xe9'],
        ['Set-Cookie', 'a=3'],
      ]);
      expect(valuesOf(answer, 'content-length')).toEqual(['8']);
    });

    it('has one Date: the provider\u2019s where there is one', async () => {
      const date = 'Tue, 01 Jan 2030 00:00:00 GMT';
      answerWith(200, ['date', date]);
      expect(valuesOf(await send(`GET ${TARGET}`), 'date')).toEqual([date]);
      answerWith(200, []);
      expect(valuesOf(await send(`GET ${TARGET}`), 'date')).toHaveLength(1);
    });

    it('to HEAD has the length that GET would have and no body', async () => {
      answerWith(200, ['Content-Length', '1234']);
      const answer = await send(`HEAD ${TARGET}`);
      expect(valuesOf(answer, 'content-length')).toEqual(['1234']);
      expect(answer.body).toHaveLength(0);
    });

    it.each([204, 304])('with status %d has neither length nor body', async (status) => {
      answerWith(status, ['ETag', '"x"']);
      const answer = await send(`GET ${TARGET}`);
      expect(answer.status).toBe(status);
      expect(answer.headers.map(([name]) => name)).toEqual(['ETag', 'Date', 'Connection']);
      expect(answer.body).toHaveLength(0);
    });

    it('with bytes that HTTP cannot carry is an internal error, not silence', async () => {
      answerWith(200, ['X-Bad', 'a\r\nSet-Cookie: stolen=1']);
      const answer = await send(`GET ${TARGET}`);
      expect(answer.status).toBe(500);
      expect(valuesOf(answer, 'set-cookie')).toEqual([]);
    });

    it('with an error of ours is as the exchange said it', async () => {
      running.behind.dispatch = () => {
        throw new SimpulError(HTTP.OVERLOADED, { retryAfter: 3 });
      };
      const answer = await send(`GET ${TARGET}`, ['X-Road-Id: mine']);
      expect(answer.status).toBe(503);
      expect(valuesOf(answer, 'retry-after')).toEqual(['3']);
      expect(valuesOf(answer, 'x-road-id')).toEqual(['mine']);
    });

    it('with a failure that is not ours tells nothing of it', async () => {
      running.behind.dispatch = () => {
        throw new Error('secret');
      };
      const answer = await send(`GET ${TARGET}`);
      expect(answer.status).toBe(500);
      expect(answer.body.toString()).not.toContain('secret');
    });
  });

  describe('a body', () => {
    it(`of ${LIMIT} bytes passes whole`, async () => {
      const body = Buffer.alloc(LIMIT, 'x');
      const answer = await rawCall(running.origin, TARGET, { method: 'POST', body });
      expect(answer.status).toBe(200);
      expect(calls[0]?.body).toHaveLength(LIMIT);
    });

    it('one byte longer goes beside its call, in either framing', async () => {
      const body = Buffer.alloc(LIMIT + 1, 'x');
      const streamed: (readonly [number | undefined, Buffer])[] = [];
      running.behind.stream = async ({ id, length }) => {
        const source = running.bus.lanes.take(`${id}/request`);
        streamed.push([length, source === undefined ? Buffer.alloc(0) : await buffer(source)]);
        return OK;
      };
      const plain = await rawCall(running.origin, TARGET, { method: 'POST', body });
      const chunked = await send(
        `POST ${TARGET}`,
        ['Transfer-Encoding: chunked'],
        `${body.length.toString(16)}\r\n${body.toString()}\r\n0\r\n\r\n`,
      );
      expect([plain.status, chunked.status]).toEqual([200, 200]);
      expect(streamed.map(([length, bytes]) => [length, bytes.equals(body)])).toEqual([
        [LIMIT + 1, true],
        [undefined, true],
      ]);
      expect(calls).toEqual([]);
    });

    it('that the exchange does not take is 413, for a caller that reads only after it wrote, in either framing', async () => {
      running.behind.stream = () => {
        throw new SimpulError(REQUEST.BODY_TOO_LARGE, { params: { limit: LIMIT } });
      };
      const body = 'x'.repeat(LIMIT + 1);
      const plain = await send(`POST ${TARGET}`, [`Content-Length: ${body.length}`], body);
      const chunked = await send(
        `POST ${TARGET}`,
        ['Transfer-Encoding: chunked'],
        `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
      );
      for (const answer of [plain, chunked]) {
        expect(answer.status).toBe(413);
        expect(answer.body.toString()).toContain(REQUEST.BODY_TOO_LARGE.code);
      }
      const { status } = await rawCall(running.origin, TARGET, { method: 'POST', body });
      expect(status).toBe(413);
      expect(calls).toEqual([]);
    });

    it('that breaks off reaches nobody, and the next caller is served', async () => {
      const socket = await openSocket(running.port);
      socket.write(`POST ${TARGET} HTTP/1.1\r\nHost: bus\r\nContent-Length: 10\r\n\r\nabc`);
      socket.end();
      await once(socket.resume(), 'close');
      expect((await send(`GET ${TARGET}`)).status).toBe(200);
      expect(calls.map(({ method }) => method)).toEqual(['GET']);
    });
  });

  it('outlives a caller that hangs up during its exchange', async () => {
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const arrived = new Promise<void>((resolve) => {
      running.behind.dispatch = async () => {
        resolve();
        await finished;
        return OK;
      };
    });
    const socket = await openSocket(running.port);
    socket.write(rawRequest(`GET ${TARGET}`));
    await arrived;
    socket.resetAndDestroy();
    finish();
    running.behind.dispatch = () => OK;
    expect((await send(`GET ${TARGET}`)).status).toBe(200);
  });

  describe('a token', () => {
    const client = 'ID-LA/GOV/M/consumer';
    const token = (): Promise<string> =>
      running.issuer.token({ client, audience: `${PUBLIC_URL}/r1`, jkt: prover.jkt });

    it('goes on to the exchange with the checked proof, and out of the headers', async () => {
      const given = await token();
      const proof = await prover.prove(
        { method: 'GET', url: PUBLIC_URL + TARGET, token: given },
        { claims: { jti: 'j' } },
      );
      await send(`GET ${TARGET}?q=1`, [`Authorization: DPoP ${given}`, `DPoP: ${proof}`, 'X-Other: 1']);
      expect(calls[0]).toMatchObject({
        credential: { link: 'token', token: given, proof: { jkt: prover.jkt, jti: 'j' } },
        headers: ['X-Other', '1'],
      });
    });

    it.each<[string, (given: string, proof: string) => string[], string]>([
      ['without a proof', (given) => [`Authorization: DPoP ${given}`], AUTH.PROOF_INVALID.code],
      ['that is missing beside a proof', (_, proof) => [`DPoP: ${proof}`], AUTH.TOKEN_MISSING.code],
      [
        'of another scheme beside a proof',
        (given, proof) => [`Authorization: Bearer ${given}`, `DPoP: ${proof}`],
        AUTH.TOKEN_MISSING.code,
      ],
      ['with a wrong proof', (given) => [`Authorization: DPoP ${given}`, 'DPoP: x.y.z'], AUTH.PROOF_INVALID.code],
    ])('%s is 401 with a challenge', async (_, headers, code) => {
      const given = await token();
      const proof = await prover.prove({ method: 'GET', url: PUBLIC_URL + TARGET, token: given });
      const answer = await send(`GET ${TARGET}`, headers(given, proof));
      expect(answer.status).toBe(401);
      expect(valuesOf(answer, 'www-authenticate')).toHaveLength(1);
      expect(answer.body.toString()).toContain(code);
      expect(calls).toEqual([]);
    });

    it('of another scheme belongs to the provider and passes', async () => {
      await send(`GET ${TARGET}`, ['Authorization: Basic eDp5']);
      expect(calls[0]).toMatchObject({ credential: { link: 'open' }, headers: ['Authorization', 'Basic eDp5'] });
    });

    it('twice is refused', async () => {
      const answer = await send(`GET ${TARGET}`, ['Authorization: Basic a', 'authorization: Basic a']);
      expect(answer.status).toBe(400);
      expect(answer.body.toString()).toContain(REQUEST.HEADER_REPEATED.code);
    });
  });

  describe('a request that two programs could read differently is refused', () => {
    it.each<[string, string]>([
      ['both framings', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
      ['two lengths', 'Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc'],
      ['two equal lengths', 'Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc'],
      ['a length that is no number', 'Content-Length: +3\r\n\r\nabc'],
      ['chunked not last', 'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
      ['a space before the colon', 'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n'],
      ['a folded line', 'X-A: 1\r\n b\r\n\r\n'],
      ['a bare line feed', 'X-A: 1\nX-B: 2\r\n\r\n'],
      ['two hosts', 'Host: other\r\nConnection: close\r\n\r\n'],
    ])('%s', async (_, rest) => {
      const answer = await sendRaw(running.port, `POST ${TARGET} HTTP/1.1\r\nHost: bus\r\n${rest}`);
      expect(answer.status).toBe(400);
      expect(calls).toEqual([]);
    });

    it('no host', async () => {
      expect((await sendRaw(running.port, `GET ${TARGET} HTTP/1.1\r\n\r\n`)).status).toBe(400);
    });
  });

  it('counts what the door refuses, by code, and what it answers outside /r1, by status', async () => {
    const before = await counts(running);
    await sendRaw(running.port, `GET ${TARGET} HTTP/1.0\r\nHost: bus\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`);
    await sendRaw(running.port, `GET ${TARGET} HTTP/1.1\r\nHost: bus\r\nX-A : 1\r\n\r\n`);
    await send('GET /healthz');
    await send('GET /nothing');
    const after = await counts(running);
    const more = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
    expect(Object.fromEntries(more.filter(([, count]) => count > 0))).toEqual({
      SIMPUL_HTTP_BAD_REQUEST: 1,
      HPE_INVALID_HEADER_TOKEN: 1,
      '200': 1,
      '404': 1,
    });
  });

  it('refuses a head over 16 KiB', async () => {
    expect((await send(`GET ${TARGET}`, [`X-A: ${'x'.repeat(17 * 1024)}`])).status).toBe(431);
    expect(calls).toEqual([]);
  });

  it.each(['GET //r1/ID-LA/GOV/M/S/x', 'GET /R1/ID-LA/GOV/M/S/x', 'GET /r1'])(
    'does not take %s for a call to a service',
    async (line) => {
      const answer = await send(line);
      expect(answer.status).toBe(404);
      expect(valuesOf(answer, 'content-type')).toEqual([expect.stringContaining('application/problem+json')]);
      expect(calls).toEqual([]);
    },
  );

  it.each(['GET /audit/%ff', 'GET /%', 'POST /', 'DELETE /listClients', 'GET /nothing/here', 'OPTIONS *'])(
    'answers %s with a problem and the security headers',
    async (line) => {
      const answer = await send(line);
      expect([400, 404]).toContain(answer.status);
      expect(valuesOf(answer, 'content-type')).toEqual([expect.stringContaining('application/problem+json')]);
      expect(valuesOf(answer, 'x-content-type-options')).toEqual(['nosniff']);
      expect(JSON.parse(answer.body.toString())).toMatchObject({ status: answer.status });
    },
  );
});
