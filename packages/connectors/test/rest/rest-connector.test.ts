import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { PROVIDER } from '@simpul/errors';
import type { RestTarget } from '../../src/connector.ts';
import { listen, OK, rawProvider, type StandIn, targetAt, testConnector } from './stand-in.ts';

const connector = testConnector();
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

function keep<T extends StandIn | RestTarget>(each: T): T {
  open.unshift(each);
  return each;
}

const GET = { method: 'GET', path: '', headers: [] };
const SOON = { deadlineMs: 5000 };

describe('what goes out', () => {
  it.each([
    ['/api', '/a%2eb/%2E%2E/c;v=1', "x='1'&y=%20&z=a+b", "/api/a%2eb/%2E%2E/c;v=1?x='1'&y=%20&z=a+b"],
    ['/api/', '/x', undefined, '/api/x'],
    ['/api/', '', undefined, '/api/'],
    ['/api', '', 'q', '/api?q'],
    ['', '', undefined, '/'],
    ['', '//a//b/', '', '//a//b/?'],
    ['/%61pi/../v1', '/./x/..', undefined, '/%61pi/../v1/./x/..'],
    ['', '/"<>^`{|}\\', '[]{}|"', '/"<>^`{|}\\?[]{}|"'],
    ['', '/caf\u00c3\u00a9', 'n=\u00ff', '/caf\u00c3\u00a9?n=\u00ff'],
    ['', '/a%zz%', 'b=%zz#c', '/a%zz%?b=%zz#c'],
  ])('joins %s and %s byte for byte', async (base, path, query, expected) => {
    const lines: string[] = [];
    const server = keep(
      await rawProvider((received, socket) => {
        lines.push(received.slice(0, received.indexOf('\r\n')));
        socket.write(OK);
      }),
    );
    const target = keep(targetAt(connector, `http://127.0.0.1:${server.port}${base}`));
    await connector.dispatch(target, { ...GET, path, ...(query === undefined ? {} : { query }) }, SOON);
    expect(lines).toEqual([`GET ${expected} HTTP/1.1`]);
  });

  it('sends headers in their order and case, adds none of its own but host and connection, and frames the body itself', async () => {
    let received = '';
    const server = keep(
      await rawProvider((text, socket) => {
        received = text;
        if (text.endsWith('{"a":1}')) socket.write(OK);
      }),
    );
    const target = keep(targetAt(connector, `http://127.0.0.1:${server.port}`));
    const headers = ['X-B', '2', 'x-A', '1', 'Content-Type', 'application/json', 'X-B', '3', 'X-Road-Id', '\u00e9'];
    const smuggled = ['Content-Length', '1', 'Transfer-Encoding', 'chunked', 'Host', 'evil', 'Expect', '100-continue'];
    const body = new TextEncoder().encode('{"a":1}');
    await connector.dispatch(target, { method: 'POST', path: '/', headers: [...headers, ...smuggled], body }, SOON);
    expect(received.split('\r\n')).toEqual([
      'POST / HTTP/1.1',
      `host: 127.0.0.1:${server.port}`,
      'connection: keep-alive',
      'X-B: 2',
      'x-A: 1',
      'Content-Type: application/json',
      'X-B: 3',
      'X-Road-Id: \u00e9',
      'content-length: 7',
      '',
      '{"a":1}',
    ]);
  });

  it('carries all eight methods of X-Road', async () => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.method);
      response.end(request.method);
    });
    const { port } = keep(await listen(server));
    const target = keep(targetAt(connector, `http://127.0.0.1:${port}`));
    const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'];
    for (const method of methods) {
      const answer = await connector.dispatch(target, { ...GET, method }, SOON);
      expect(Buffer.from(answer.body).toString()).toBe(method === 'HEAD' ? '' : method);
    }
    expect(seen).toEqual(methods);
  });
});

describe('what comes back', () => {
  it('keeps order, case and repetition of headers, and passes redirects back', async () => {
    const server = keep(
      await rawProvider((_, socket) => {
        socket.write('HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n');
        socket.write('HTTP/1.1 302 Found\r\nLocation: /y\r\nSet-Cookie: a\r\nX-ONE: \xe9\r\nset-cookie: b\r\n');
        socket.write(Buffer.from('Content-Length: 0\r\n\r\n', 'latin1'));
      }),
    );
    const target = keep(targetAt(connector, `http://127.0.0.1:${server.port}`));
    const answer = await connector.dispatch(target, GET, SOON);
    expect(answer.status).toBe(302);
    expect(answer.headers.slice(0, 4)).toEqual(['Location', '/y', 'Set-Cookie', 'a']);
    expect(answer.headers.slice(6)).toEqual(['set-cookie', 'b', 'Content-Length', '0']);
    expect(answer.body.byteLength).toBe(0);
  });

  it.each(['declared', 'chunked'])('refuses a %s answer above the limit', async (kind) => {
    const { port } = keep(
      await listen(
        createServer((_, response) => {
          if (kind === 'declared') response.setHeader('content-length', 1001);
          response.write('x'.repeat(600));
          response.end('x'.repeat(401));
        }),
      ),
    );
    const target = keep(targetAt(connector, `http://127.0.0.1:${port}`, { maxResponseBytes: 1000 }));
    await expect(connector.dispatch(target, GET, SOON)).rejects.toMatchObject({
      definition: PROVIDER.RESPONSE_TOO_LARGE,
      params: { limit: 1000 },
    });
  });

  it('lets an answer of just the limit through, and a HEAD that declares more', async () => {
    const { port } = keep(
      await listen(
        createServer((request, response) => {
          response.setHeader('content-length', request.method === 'HEAD' ? 5000 : 1000);
          response.end(request.method === 'HEAD' ? undefined : 'x'.repeat(1000));
        }),
      ),
    );
    const target = keep(targetAt(connector, `http://127.0.0.1:${port}`, { maxResponseBytes: 1000 }));
    await expect(connector.dispatch(target, GET, SOON)).resolves.toMatchObject({ status: 200 });
    await expect(connector.dispatch(target, { ...GET, method: 'HEAD' }, SOON)).resolves.toMatchObject({ status: 200 });
  });
});
