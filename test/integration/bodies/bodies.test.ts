import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { launchSimpul, type LaunchedSimpul, temporaryFolder } from '@simpul/testing';
import { createHash } from 'node:crypto';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type Dispatcher, request } from 'undici';
import { CONSUMER, serviceAt, writeBodiesRegion } from './bodies-region.ts';
import { bytes, digestOf, type ReadRequest, startByteAgency } from './byte-agency.ts';

/** Above what is held, and above what a proxy of X-Road's logs. */
const SIZE = 13_000_000;
const folder = temporaryFolder();
let agency: Awaited<ReturnType<typeof startByteAgency>>;
let bus: LaunchedSimpul;

beforeAll(async () => {
  agency = await startByteAgency();
  bus = await launchSimpul({ region: writeBodiesRegion(folder.path, agency.url), data: `${folder.path}/data` });
});

afterAll(async () => {
  await bus.stop();
  await agency.stop();
  folder.remove();
});

interface Call {
  readonly service?: string;
  readonly method?: Dispatcher.HttpMethod;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes of the request. */
  readonly send?: number;
  /** Without their length. */
  readonly chunked?: boolean;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** SHA-256, base64url. */
  readonly digest: string;
}

async function call({
  service = 'besar',
  method = 'POST',
  headers = {},
  send,
  chunked = false,
}: Call): Promise<Answer> {
  const length = send === undefined || chunked ? {} : { 'content-length': String(send) };
  const response = await request(`${bus.url}${serviceAt(service)}/isi`, {
    method,
    headers: { 'x-road-client': CONSUMER, ...length, ...headers },
    body: send === undefined ? null : Readable.from(bytes(send)),
  });
  const body = Buffer.from(await response.body.arrayBuffer());
  const digest = createHash('sha256').update(body).digest('base64url');
  return { status: response.statusCode, headers: response.headers, body, digest };
}

const seen = ({ body }: Answer): ReadRequest => JSON.parse(body.toString()) as ReadRequest;
const sha512 = (...parts: readonly (Buffer | string)[]): Buffer =>
  createHash('sha512')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest();

describe('13 MB', () => {
  it.each([false, true])('reach the provider untouched (chunked: %p)', async (chunked) => {
    const answer = await call({ send: SIZE, chunked });
    expect(seen(answer)).toMatchObject({ size: SIZE, digest: digestOf(SIZE) });
    const { 'content-length': length, 'transfer-encoding': encoding } = seen(answer).headers;
    expect([length, encoding]).toEqual(chunked ? [undefined, 'chunked'] : [String(SIZE), undefined]);
  });

  it.each([false, true])('reach the consumer untouched (chunked: %p)', async (chunked) => {
    const headers = { 'x-give': String(SIZE), ...(chunked ? { 'x-chunked': '1' } : {}) };
    const answer = await call({ method: 'GET', headers });
    expect([answer.status, answer.body.length, answer.digest]).toEqual([200, SIZE, digestOf(SIZE)]);
    expect(answer.headers['content-length']).toBe(chunked ? undefined : String(SIZE));
  });

  it('pass both ways at once, with the request hash of X-Road over all that was sent', async () => {
    const answer = await call({ send: SIZE, headers: { 'x-give': String(SIZE), 'x-road-id': 'a-1' } });
    expect(answer.digest).toBe(digestOf(SIZE));
    const head = [
      `POST\r\n${serviceAt('besar')}/isi\r\n`,
      `x-road-client:${CONSUMER}\r\nx-give:${SIZE}\r\nx-road-id:a-1\r\n`,
      `x-road-request-id:${String(answer.headers['x-road-request-id'])}\r\n`,
    ];
    const whole = sha512(sha512(...head), Buffer.from(digestOf(SIZE, 'sha512'), 'base64url')).toString('base64');
    expect(answer.headers['x-road-request-hash']).toBe(whole);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'GET', 'OPTIONS'] as const)('pass with %s', async (method) => {
    expect(seen(await call({ method, send: SIZE }))).toMatchObject({ method, size: SIZE, digest: digestOf(SIZE) });
  });
});

describe('a client that asks before it sends (Expect: 100-continue)', () => {
  it('is told to go on, and its trailers go no further', async () => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = httpRequest(`${bus.url}${serviceAt('besar')}/isi`, {
        method: 'POST',
        headers: {
          'x-road-client': CONSUMER,
          expect: '100-continue',
          trailer: 'x-end',
          'transfer-encoding': 'chunked',
        },
      });
      asked.once('response', resolve).once('error', reject);
      asked.once('continue', () => {
        asked.addTrailers({ 'x-end': '1' });
        Readable.from(bytes(SIZE)).pipe(asked);
      });
    });
    const told = JSON.parse(await text(response)) as ReadRequest;
    expect(told).toMatchObject({ size: SIZE, digest: digestOf(SIZE) });
    expect([told.headers['expect'], told.headers['trailer']]).toEqual([undefined, undefined]);
  });
});

describe('what may not pass', () => {
  it.each([
    ['a service that streams nothing', { service: 'kecil', send: SIZE }, 413, 'SIMPUL_REQUEST_BODY_TOO_LARGE'],
    [
      'the same, without a length',
      { service: 'kecil', send: SIZE, chunked: true },
      413,
      'SIMPUL_REQUEST_BODY_TOO_LARGE',
    ],
    ['a body above maxBody', { service: 'sedang', send: SIZE }, 413, 'SIMPUL_REQUEST_BODY_TOO_LARGE'],
    ['the same, without a length', { service: 'sedang', send: SIZE, chunked: true }, 413, 'SIMPUL_STREAM_TOO_LARGE'],
    [
      'JSON under a contract',
      { service: 'kontrak', send: SIZE, headers: { 'content-type': 'application/json' } },
      413,
      'SIMPUL_REQUEST_BODY_TOO_LARGE',
    ],
    [
      'a type that the contract does not know',
      { service: 'kontrak', send: SIZE, headers: { 'content-type': 'text/csv' } },
      400,
      'SIMPUL_CONTRACT_MEDIA_TYPE_UNKNOWN',
    ],
    [
      'an answer of a service that streams nothing',
      { service: 'kecil', method: 'GET', headers: { 'x-give': String(SIZE) } },
      502,
      'SIMPUL_PROVIDER_RESPONSE_TOO_LARGE',
    ],
    [
      'an answer above maxBody',
      { service: 'sedang', method: 'GET', headers: { 'x-give': String(SIZE) } },
      502,
      'SIMPUL_PROVIDER_RESPONSE_TOO_LARGE',
    ],
    [
      'an answer of JSON under an enforced contract',
      { service: 'kontrak', method: 'GET', headers: { 'x-give': String(SIZE), 'x-type': 'application/json' } },
      502,
      'SIMPUL_PROVIDER_RESPONSE_TOO_LARGE',
    ],
    [
      'an answer of a type that an enforced contract does not know',
      { service: 'kontrak', method: 'GET', headers: { 'x-give': String(SIZE), 'x-type': 'text/csv' } },
      502,
      'SIMPUL_RESPONSE_INVALID',
    ],
  ] satisfies [string, Call, number, string][])('%s', async (_, asked, status, code) => {
    const answer = await call(asked);
    expect([answer.status, answer.body.toString()]).toEqual([status, expect.stringContaining(code)]);
  });

  it('is cut where it proves too large too late: nobody takes it for whole', async () => {
    const asked = { service: 'sedang', method: 'GET', headers: { 'x-give': String(SIZE), 'x-chunked': '1' } } as const;
    await expect(call(asked)).rejects.toThrow();
  });
});

describe('under a contract', () => {
  it('bodies of other types pass', async () => {
    const headers = { 'content-type': 'application/octet-stream', 'x-give': String(SIZE) };
    expect((await call({ service: 'kontrak', send: SIZE, headers })).digest).toBe(digestOf(SIZE));
  });

  it('JSON of an answer passes where the service only reports', async () => {
    const headers = { 'x-give': String(SIZE), 'x-type': 'application/json' };
    expect((await call({ service: 'longgar', method: 'GET', headers })).digest).toBe(digestOf(SIZE));
  });
});
