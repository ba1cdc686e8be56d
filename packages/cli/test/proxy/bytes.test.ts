import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { rawExchange } from './support/raw-exchange.ts';
import { startStubBus, type StubBus } from './support/stub-bus.ts';
import { startTestProxy, type TestProxy } from './support/test-proxy.ts';

const CLIENT = 'X-Road-Client: ID-LA/GOV/1871-DISDUKCAPIL/siak';
const BASE = '/r1/ID-LA/GOV/A/s/svc';

/** What a test's bus saw of a request, and the bytes that it answers with. */
let stub: StubBus;
let proxy: TestProxy;
let answer: string | Buffer;
let seen: { method: string; target: string; headers: string[]; body: Buffer; trailers: string[] };

beforeAll(async () => {
  stub = await startStubBus();
  proxy = await startTestProxy(stub.url);
  stub.handle = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: target = '', rawHeaders, rawTrailers } = request;
      seen = { method, target, headers: rawHeaders, body: Buffer.concat(chunks), trailers: rawTrailers };
      // Below HTTP's own layer: these bytes and no others.
      response.socket?.end(answer);
    });
  };
});
afterAll(async () => {
  await proxy.stop();
  await stub.stop();
});

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok';

async function send(lines: readonly string[], body = ''): Promise<string> {
  return rawExchange(proxy.port, [...lines, 'Connection: close', '', body].join('\r\n'));
}

/** Headers as the bus saw them, without those of the hop and of the proxy. */
function passed(): string[] {
  const lines: string[] = [];
  for (let i = 0; i < seen.headers.length; i += 2) lines.push(`${seen.headers[i]}: ${seen.headers[i + 1]}`);
  return lines.filter((line) => !/^(?:authorization|dpop|connection): /i.test(line));
}

describe('a request', () => {
  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])(
    '%s passes with and without a body',
    async (method) => {
      answer = method === 'HEAD' ? 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n' : OK;
      await send([`${method} ${BASE}/x HTTP/1.1`, 'Host: localhost', CLIENT]);
      expect(seen).toMatchObject({ method, target: `${BASE}/x`, body: Buffer.alloc(0) });
      const length = ['POST', 'PUT', 'PATCH'].includes(method) ? ['Content-Length: 0'] : [];
      expect(passed()).toEqual([`Host: 127.0.0.1:${stub.port}`, CLIENT, ...length]);
      const body = '\u0000\u00ff{"a":1}';
      await send([`${method} ${BASE} HTTP/1.1`, 'Host: localhost', CLIENT, 'content-LENGTH: 9'], body);
      expect(seen.body.toString('latin1')).toBe(body);
      expect(passed()).toEqual([`Host: 127.0.0.1:${stub.port}`, CLIENT, 'content-LENGTH: 9']);
    },
  );

  it.each([
    `${BASE}/a%20b%2Fc/%C3%A9/~!$&'()*+,;=:@`,
    `${BASE}//double//?a=%41&a=b&&c?d=/../x#`,
    `${BASE}?`,
    `${BASE}/x|y"<>^\`{}`,
    '/listClients?xRoadInstance=ID-LA',
  ])('passes the target %s as it is', async (target) => {
    answer = OK;
    expect(await send([`GET ${target} HTTP/1.1`, 'Host: localhost', CLIENT])).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(seen.target).toBe(target);
  });

  it('passes headers in their order, case and number', async () => {
    answer = OK;
    const headers = [
      'x-B: 2',
      'X-b: 1',
      'USER-agent: PHP/5.3',
      'Accept: */*',
      'Cookie: a=1; b="x"',
      'x-road-CLIENT: ID-LA/GOV/OTHER/x',
      'X-Empty:',
      'X-Latin: \u00e9\u00ff',
      'Accept-Encoding: gzip',
      'Range: bytes=0-1',
      'If-None-Match: "x"',
      'X-Road-Id: a b',
    ];
    await send([`GET ${BASE} HTTP/1.1`, 'Host: localhost', ...headers]);
    expect(
      passed()
        .slice(1)
        .map((line) => line.replace(/: $/, ':')),
    ).toEqual(headers);
  });

  it('passes chunks, an empty chunked body and trailers', async () => {
    answer = OK;
    const head = [`POST ${BASE} HTTP/1.1`, 'Host: localhost', CLIENT, 'Transfer-Encoding: chunked', 'Trailer: x-T'];
    await send(head, '3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nx-T: end\r\n\r\n');
    expect([seen.body.toString(), seen.trailers]).toEqual(['abcde', ['x-T', 'end']]);
    await send(head.slice(0, 4), '0\r\n\r\n');
    expect([seen.body.length, passed().at(-1)]).toEqual([0, 'Transfer-Encoding: chunked']);
  });

  it('waits with its body for the 100 of the bus where it says so', async () => {
    answer = OK;
    const socket = connect(proxy.port, '127.0.0.1');
    const head = [
      `POST ${BASE} HTTP/1.1`,
      'Host: localhost',
      CLIENT,
      'Expect: 100-continue',
      'Content-Length: 3',
      '',
      '',
    ];
    socket.write(head.join('\r\n'));
    expect(String((await once(socket, 'data'))[0])).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write('abc');
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    socket.destroy();
    expect(passed()).toContain('Expect: 100-continue');
    expect(seen.body.toString()).toBe('abc');
  });

  it('of HTTP/1.0 without Host passes too', async () => {
    answer = OK;
    expect(await rawExchange(proxy.port, `GET ${BASE} HTTP/1.0\r\n${CLIENT}\r\n\r\n`)).toMatch(/ok$/);
  });
});

describe('an answer', () => {
  const withoutHop = (text: string): string => text.replaceAll(/(?:Connection|Keep-Alive): [^\r]*\r\n/gi, '');

  it.each([
    [
      'its status line, headers in order, case and number',
      'HTTP/1.1 299 Baik Sekali\r\nset-COOKIE: a=1\r\nSet-Cookie: b=2\r\nX-a: 1\r\nDate: now\r\nContent-Length: 2\r\n\r\nok',
    ],
    ['a 204 without a body', 'HTTP/1.1 204 No Content\r\nX: y\r\n\r\n'],
    [
      'a 304 with the length of what is not sent',
      'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 10\r\n\r\n',
    ],
    ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: http://elsewhere/\r\nContent-Length: 0\r\n\r\n'],
    [
      'an error',
      'HTTP/1.1 500 Rusak\r\nX-Road-Error: Server.X\r\nContent-Type: text/xml\r\nContent-Length: 8\r\n\r\n<error/>',
    ],
    ['no reason phrase', 'HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n'],
    [
      'bytes of every value',
      `HTTP/1.1 200 OK\r\nX-L: \u00e9\r\nContent-Length: 256\r\n\r\n${Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString('latin1')}`,
    ],
    [
      'trailers',
      'HTTP/1.1 200 OK\r\nTrailer: x-T\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-T: end\r\n\r\n',
    ],
  ])('passes %s', async (_what, text) => {
    answer = Buffer.from(text, 'latin1');
    expect(withoutHop(await send([`GET ${BASE} HTTP/1.1`, 'Host: localhost', CLIENT]))).toBe(text);
  });

  it('passes gzip untouched', async () => {
    const zipped = gzipSync('x'.repeat(1000));
    answer = Buffer.concat([
      Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${zipped.length}\r\n\r\n`),
      zipped,
    ]);
    expect(withoutHop(await send([`GET ${BASE} HTTP/1.1`, 'Host: localhost', CLIENT]))).toBe(answer.toString('latin1'));
  });

  it('to HEAD passes the length of what is not sent', async () => {
    answer = 'HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n';
    expect(withoutHop(await send([`HEAD ${BASE} HTTP/1.1`, 'Host: localhost', CLIENT]))).toBe(answer);
  });
});

describe('a bus that talks nonsense', () => {
  it('is a connection that ended without an answer', async () => {
    answer = 'nonsense\r\n\r\n';
    expect(await send([`GET ${BASE} HTTP/1.1`, 'Host: localhost', CLIENT])).toMatch(/^HTTP\/1\.1 502 /);
  });
});
