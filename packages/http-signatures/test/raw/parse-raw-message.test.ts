import { describe, expect, it } from '@jest/globals';
import { parseRawMessage, RAW_MESSAGE_RULES, type RawMessageRule } from '../../src/index.ts';
import { RAW_HEAD_MAX } from '../../src/limits.ts';

const GET = 'GET /a?b=c HTTP/1.1\nHost: bus.example\n';
const read = (text: string) => parseRawMessage(Buffer.from(text, 'latin1'));

const REFUSED: readonly (readonly [string, string, { readonly rule: RawMessageRule; readonly line?: number }])[] = [
  ['nothing', '', { rule: 'head-unended' }],
  ['a head without its empty line', GET, { rule: 'head-unended' }],
  ['a head that is too long', `${GET}X: ${'x'.repeat(RAW_HEAD_MAX)}\n\n`, { rule: 'head-too-long' }],
  ['a head that is too long and has no end', 'x'.repeat(RAW_HEAD_MAX + 1), { rule: 'head-too-long' }],
  [
    'lines that end differently',
    'GET / HTTP/1.1\nHost: bus.example\r\n\r\n\n\n',
    { rule: 'control-character', line: 2 },
  ],
  ['LF in a head of CRLF', 'GET / HTTP/1.1\r\nHost: bus.example\nX: a\r\n\r\n', { rule: 'control-character', line: 2 }],
  ['a CR alone', `${GET}X: a\rb\n\n`, { rule: 'control-character', line: 3 }],
  ['a null', `${GET}X: a\0b\n\n`, { rule: 'control-character', line: 3 }],
  ['an empty line at the start', `\n${GET}\n`, { rule: 'first-line', line: 1 }],
  ['no HTTP version', 'GET /\nHost: bus.example\n\n', { rule: 'first-line', line: 1 }],
  ['HTTP/1.0', 'GET / HTTP/1.0\nHost: bus.example\n\n', { rule: 'first-line', line: 1 }],
  ['two spaces', 'GET  / HTTP/1.1\nHost: bus.example\n\n', { rule: 'first-line', line: 1 }],
  ['a space at the end', 'GET / HTTP/1.1 \nHost: bus.example\n\n', { rule: 'first-line', line: 1 }],
  ['a method that is no token', 'G(T / HTTP/1.1\nHost: bus.example\n\n', { rule: 'first-line', line: 1 }],
  ['a target that is not ASCII', 'GET /\xe9 HTTP/1.1\nHost: bus.example\n\n', { rule: 'first-line', line: 1 }],
  ['a status of two digits', 'HTTP/1.1 20 OK\n\n', { rule: 'first-line', line: 1 }],
  ['an interim status', 'HTTP/1.1 100 Continue\n\n', { rule: 'first-line', line: 1 }],
  ['a folded line', `${GET}X: a\n b\n\n`, { rule: 'folded-line', line: 4 }],
  ['a space before the colon', `${GET}X : a\n\n`, { rule: 'field-line', line: 3 }],
  ['no colon', `${GET}X\n\n`, { rule: 'field-line', line: 3 }],
  ['no name', `${GET}: a\n\n`, { rule: 'field-line', line: 3 }],
  ['a transfer coding', `${GET}Transfer-Encoding: chunked\n\n0\n\n`, { rule: 'transfer-encoding' }],
  ['a length that is too short', `${GET}Content-Length: 1\n\nab`, { rule: 'content-length' }],
  ['a newline that an editor added', `${GET}Content-Length: 2\n\nab\n`, { rule: 'content-length' }],
  ['two lengths', `${GET}Content-Length: 2\nContent-Length: 2\n\nab`, { rule: 'content-length' }],
  ['a length with a sign', `${GET}Content-Length: +2\n\nab`, { rule: 'content-length' }],
  ['no host', 'GET / HTTP/1.1\n\n', { rule: 'host' }],
  ['two hosts', `${GET}Host: bus.example\n\n`, { rule: 'host' }],
  ['a host with a user', 'GET / HTTP/1.1\nHost: a@bus.example\n\n', { rule: 'host' }],
  ['a host with a path', 'GET / HTTP/1.1\nHost: bus.example/x\n\n', { rule: 'host' }],
  [
    'a host other than in the absolute form',
    'GET https://bus2.example/ HTTP/1.1\nHost: bus.example\n\n',
    { rule: 'host' },
  ],
  ['a relative target', 'GET a HTTP/1.1\nHost: bus.example\n\n', { rule: 'target' }],
  ['an asterisk', 'OPTIONS * HTTP/1.1\nHost: bus.example\n\n', { rule: 'target' }],
  ['an authority', 'CONNECT bus.example:443 HTTP/1.1\nHost: bus.example\n\n', { rule: 'target' }],
  ['a fragment', 'GET /#a HTTP/1.1\nHost: bus.example\n\n', { rule: 'target' }],
];

describe('parseRawMessage', () => {
  it.each(['\n', '\r\n'])('reads a request whose lines end in %j', (end) => {
    const text = ['POST /a?b=c HTTP/1.1', 'Host: bus.example', 'X-Road-Id:  \tx y \t', '', 'a\nb\r\n'].join(end);
    expect(read(text)).toEqual({
      ok: true,
      kind: 'request',
      message: {
        method: 'POST',
        targetUri: 'https://bus.example/a?b=c',
        headers: ['Host', 'bus.example', 'X-Road-Id', 'x y'],
        body: Buffer.from('a\nb\r\n'),
      },
      head: Buffer.from(text.slice(0, text.indexOf(end + end) + end.length)),
      lineEnd: end,
    });
  });

  it('reads a response', () => {
    expect(read('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}')).toMatchObject({
      kind: 'response',
      message: { status: 404, headers: ['Content-Length', '2'], body: Buffer.from('{}') },
    });
    expect(read('HTTP/1.1 200 \n\n')).toMatchObject({ kind: 'response', message: { status: 200, headers: [] } });
  });

  it('takes the target URI from the absolute form', () => {
    const uri = 'http://[::1]:8080?x';
    expect(read(`GET ${uri} HTTP/1.1\nHost: [::1]:8080\n\n`)).toMatchObject({ message: { targetUri: uri } });
  });

  it('keeps bytes over 127 as they are', () => {
    expect(read(`${GET}X: \xe9\xa0\n\n`)).toMatchObject({
      message: { headers: ['Host', 'bus.example', 'X', '\xe9\xa0'] },
    });
  });

  it('reads a head of 64 KiB and no byte more', () => {
    const head = (size: number): string => `${GET}X: ${'x'.repeat(size - GET.length - 'X: '.length)}\n\n`;
    expect(read(head(RAW_HEAD_MAX))).toMatchObject({ ok: true });
    expect(read(head(RAW_HEAD_MAX + 1))).toMatchObject({ rule: 'head-too-long' });
  });

  it.each(REFUSED)('refuses %s', (_, text, broken) => {
    expect(read(text)).toEqual({ ok: false, ...broken });
  });

  it('is tried with every rule', () => {
    expect(new Set(REFUSED.map(([, , { rule }]) => rule))).toEqual(new Set(RAW_MESSAGE_RULES));
  });
});
