import fc from 'fast-check';
import { CLIENT, road } from './region.ts';

const bytes = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 20,
});
const printable = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)),
  maxLength: 20,
});
/** Mostly what is right, sometimes something else. */
const mostly = (right: string, ...other: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.oneof({ arbitrary: fc.constant(right), weight: 6 }, ...other.map((arbitrary) => ({ arbitrary, weight: 1 })));

const method = fc.oneof(
  { arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE'), weight: 8 },
  { arbitrary: fc.constantFrom('CONNECT', 'PRI', 'get', 'QUERY', 'M-SEARCH', ''), weight: 1 },
  { arbitrary: bytes, weight: 1 },
);
const tail = fc.oneof(
  fc.constantFrom(
    '',
    '/',
    '/umum/a',
    '/a?b=c',
    '/../x',
    '/%2e%2e/x',
    '/a%2Fb',
    '?',
    '/;',
    '/%',
    '/#',
    '//',
    '/%00',
    '\\',
  ),
  bytes.map((text) => `/${text}`),
);
const target = fc.oneof(
  {
    arbitrary: fc
      .tuple(fc.constantFrom(road('luas'), road('sempit'), road('sempit-data')), tail)
      .map((parts) => parts.join('')),
    weight: 8,
  },
  {
    arbitrary: fc.constantFrom('http://bus', 'http://lain', '//bus', '').map((origin) => origin + road('luas')),
    weight: 1,
  },
  {
    arbitrary: fc.constantFrom(
      '/',
      '*',
      '/r1/',
      '/r1/a',
      '/listClients',
      '/audit/v1/records',
      '/oauth2/token',
      '/health/live',
      '/r1/a/b/c/d/listMethods',
    ),
    weight: 1,
  },
  { arbitrary: bytes, weight: 1 },
);
const version = mostly('HTTP/1.1', fc.constantFrom('HTTP/1.0', 'HTTP/2.0', 'HTTP/1.1 ', ''), bytes);

const name = fc.constantFrom(
  'X-Road-Client',
  'X-Road-Id',
  'X-Road-UserId',
  'X-Road-Represented-Party',
  'X-Road-Security-Server',
  'X-Road-Request-Hash',
  'X-Simpul-Purpose',
  'X-Simpul-Provider-Authorization',
  'Idempotency-Key',
  'Authorization',
  'DPoP',
  'Cookie',
  'Accept',
  'Content-Type',
  'Content-Encoding',
  'Expect',
  'Upgrade',
  'TE',
  'Trailer',
  'Connection',
  'Host',
  'Range',
  'traceparent',
  'Content-Length',
  'Transfer-Encoding',
  'Keep-Alive',
  'Prefer',
  'Date',
  '__proto__',
  'constructor',
  'X-\u00e9',
);
const value = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '5',
    '-1',
    '5, 5',
    'chunked',
    'identity',
    'gzip, chunked',
    'close',
    'keep-alive',
    'Upgrade',
    'h2c',
  ),
  fc.constantFrom(
    '100-continue',
    CLIENT,
    'GOV/X',
    'a/b/c/d',
    'DPoP a.b.c',
    'Bearer x',
    'text/xml',
    'application/json',
    '*/*',
  ),
  fc.constantFrom('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', '__Host-simpul=1; a=b', 'respond-async'),
  printable,
  bytes,
);
const header = fc
  .tuple(
    fc.oneof({ arbitrary: name, weight: 8 }, { arbitrary: bytes, weight: 1 }),
    fc.constantFrom(': ', ':', ' : ', ''),
    value,
  )
  .map((parts) => parts.join(''));
const rightHeaders = fc.constantFrom(
  ['Host: bus', `X-Road-Client: ${CLIENT}`],
  ['Host: bus'],
  [`X-Road-Client: ${CLIENT}`],
);
const headers = fc
  .tuple(rightHeaders, fc.array(header, { maxLength: 5 }), mostly('Connection: close', fc.constant('X: y')))
  .map(([right, more, last]) => [...right, ...more, last]);

/** A body with what frames it, rightly or nearly so. */
const framed = fc.oneof(
  fc.constant({ lines: [] as string[], body: '' }),
  fc.tuple(bytes, fc.integer({ min: -1, max: 1 })).map(([body, off]) => ({
    lines: [`Content-Length: ${Math.max(0, body.length + (off === 0 ? 0 : off))}`],
    body,
  })),
  fc
    .tuple(fc.array(bytes, { maxLength: 3 }), mostly('0\r\n\r\n', fc.constant('0\r\nX: y\r\n\r\n'), bytes))
    .map(([chunks, end]) => ({
      lines: ['Transfer-Encoding: chunked'],
      body:
        chunks
          .filter((chunk) => chunk !== '')
          .map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
          .join('') + end,
    })),
);
const lineEnd = mostly('\r\n', fc.constantFrom('\n', '\r', '\r\n\r\n', '\0\r\n'));

/** What happens to some requests on their way: a byte changes, goes, or comes in, or the end is missing. */
const damage = fc.oneof(
  { arbitrary: fc.constant((raw: string) => raw), weight: 6 },
  {
    arbitrary: fc.tuple(fc.nat(), fc.nat(255)).map(
      ([at, code]) =>
        (raw: string) =>
          splice(raw, at, 1, code),
    ),
    weight: 1,
  },
  {
    arbitrary: fc.tuple(fc.nat(), fc.nat(255)).map(
      ([at, code]) =>
        (raw: string) =>
          splice(raw, at, 0, code),
    ),
    weight: 1,
  },
  { arbitrary: fc.nat().map((at) => (raw: string) => raw.slice(0, at % (raw.length + 1))), weight: 1 },
  { arbitrary: fc.constant((raw: string) => raw + raw), weight: 1 },
);

function splice(raw: string, at: number, removed: number, code: number): string {
  const place = at % (raw.length + 1);
  return raw.slice(0, place) + String.fromCharCode(code) + raw.slice(place + removed);
}

/** A request of HTTP/1.1, or something that is nearly one, as bytes. */
export const fuzzedRequest: fc.Arbitrary<Uint8Array> = fc
  .record({ method, target, version, headers, framed, lineEnd, damage })
  .map((parts) => {
    const head = [`${parts.method} ${parts.target} ${parts.version}`, ...parts.headers, ...parts.framed.lines];
    return Buffer.from(
      parts.damage(`${head.join(parts.lineEnd)}${parts.lineEnd}${parts.lineEnd}${parts.framed.body}`),
      'latin1',
    );
  });
