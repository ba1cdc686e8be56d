import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeDataFolder, SIAK } from '../support/data-folder.ts';
import { EXCHANGE_ID, type FakeBus, RECEIPT_URL, startFakeBus } from '../support/fake-bus.ts';
import type { FakeRequest } from '../support/fake-server.ts';
import { type Outcome, runIn, type TerminalOptions } from '../support/fake-terminal.ts';

const PERMIT = 'GOV/1871-DPMPTSP/sicantik/permit-status/permits/123';
const ROAD = { 'x-road-request-id': EXCHANGE_ID, 'x-simpul-receipt': RECEIPT_URL, 'content-type': 'application/json' };
const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';

let bus: FakeBus;
let data: string;

beforeEach(async () => {
  bus = await startFakeBus();
  data = await makeDataFolder(bus);
  bus.routes.set('/r1', () => ({ status: 200, headers: ROAD, body: '{"status":"terbit"}' }));
});
afterEach(() => bus.server.close());

const call = (argv: readonly string[], options?: TerminalOptions): Promise<Outcome> =>
  runIn(['call', ...argv, '--as', 'GOV/1871-DISDUKCAPIL/siak', '--data', data], options);
const lastExchange = (): FakeRequest | undefined =>
  bus.server.requests.findLast(({ target }) => target.startsWith('/r1/'));

describe('simpul call', () => {
  it('makes a signed-in exchange and prints the body apart from its summary', async () => {
    const { code, out, err } = await call([PERMIT]);
    expect({ code, out }).toEqual({ code: 0, out: '{"status":"terbit"}\n' });
    expect(err).toBe(`200 · exchange ${EXCHANGE_ID} · receipt ${RECEIPT_URL}\n`);
    expect(lastExchange()?.headers['x-road-client']).toBe(SIAK);
  });

  it.each([
    ['puts in the instance that was left out', PERMIT, `/r1/ID-LA/${PERMIT}`],
    ['leaves a full id as it is', `ID-LA/${PERMIT}`, `/r1/ID-LA/${PERMIT}`],
    ['leaves another instance to the bus', `ID-JB/${PERMIT}`, `/r1/ID-JB/${PERMIT}`],
    [
      'sends path and query byte for byte',
      `${PERMIT}/../a%2fb//?q=%41&x='"|`,
      `/r1/ID-LA/${PERMIT}/../a%2fb//?q=%41&x='"|`,
    ],
  ])('%s', async (_, path, target) => {
    expect((await call([path])).code).toBe(0);
    expect(lastExchange()?.target).toBe(target);
  });

  it('sends method, headers, purpose, user and a body from standard input', async () => {
    const argv = ['-X', 'put', '-H', 'X-A: 1', '-H', 'X-A: 2', '--purpose', 'izin', '--user', 'u1', '--file', '-'];
    expect((await call([PERMIT, ...argv], { stdin: ['{"a"', ':1}'] })).code).toBe(0);
    const { method, headers, body } = lastExchange() ?? { headers: {} };
    expect({ method, body: body?.toString() }).toEqual({ method: 'PUT', body: '{"a":1}' });
    expect(headers).toMatchObject({
      'x-a': '1, 2',
      'x-simpul-purpose': 'izin',
      'x-road-userid': 'u1',
      'content-type': 'application/json',
    });
  });

  it('posts where there is a body, with the type that was given', async () => {
    await call([PERMIT, '--body', 'a=1', '-H', 'Content-Type: application/x-www-form-urlencoded']);
    const { method, headers } = lastExchange() ?? { headers: {} };
    expect(method).toBe('POST');
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  it('prints one object for machines', async () => {
    const { out, err } = await call([PERMIT, '--json']);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { status: 'terbit' },
      exchangeId: EXCHANGE_ID,
      receipt: RECEIPT_URL,
    });
  });

  it('carries a body that is not text in base64', async () => {
    bus.routes.set('/r1', () => ({ status: 200, headers: ROAD, body: Buffer.from([0xff, 0x00]) }));
    expect(JSON.parse((await call([PERMIT, '--json'])).out)).toMatchObject({ body: null, bodyBase64: '/wA=' });
  });

  it('passes an error of the provider on and exits 4', async () => {
    bus.routes.set('/r1', () => ({ status: 404, headers: ROAD, body: '{"pesan":"tidak ada"}' }));
    const { code, out, err } = await call([PERMIT]);
    expect({ code, out }).toEqual({ code: 4, out: '{"pesan":"tidak ada"}\n' });
    expect(err).toContain('404 from the provider');
  });

  it.each([
    ['Server.ServerProxy.AccessDenied', 'SIMPUL_ACCESS_NO_AGREEMENT', 500, 3],
    ['Client.InvalidRequest', 'SIMPUL_CONTRACT_BODY_INVALID', 400, 3],
    ['Client.BadRequest', 'SIMPUL_REQUEST_PATH_AMBIGUOUS', 400, 2],
    ['Server.ServerProxy.NetworkError', 'SIMPUL_PROVIDER_UNREACHABLE', 500, 4],
    ['Server.ServerProxy.ServiceFailed', 'SIMPUL_RESPONSE_INVALID', 502, 4],
    ['Server.ClientProxy.LoggingFailed', 'SIMPUL_JOURNAL_UNAVAILABLE', 503, 1],
  ])('answers %s (%s) in one line with its exit code', async (type, simpul, status, expected) => {
    const body = JSON.stringify({ type, message: `Because {of} this (${simpul})`, detail: 'x' });
    bus.routes.set('/r1', () => ({ status, headers: { ...ROAD, 'x-road-error': type }, body }));
    expect(await call([PERMIT])).toEqual({ code: expected, out: '', err: `simpul: Because {of} this (${simpul})\n` });
    const { code, err } = await call([PERMIT, '--json']);
    expect({ code, error: JSON.parse(err) as unknown }).toEqual({
      code: expected,
      error: { error: { code: simpul, message: 'Because {of} this' } },
    });
  });

  it('exits 5 where something else than a bus answers', async () => {
    bus.routes.set('/r1', () => ({ status: 404, body: '<h1>nginx</h1>' }));
    expect((await call([PERMIT])).code).toBe(5);
  });

  it('exits 5 where nobody answers', async () => {
    await bus.server.close();
    const { code, err } = await call([PERMIT]);
    expect(code).toBe(5);
    expect(err).toContain('ECONNREFUSED');
    expect(err).toContain('simpul up');
  });

  it.each([
    ['a header that the bus owns', ['-H', 'Authorization: Bearer x']],
    ['a line that is no header', ['-H', 'nonsense']],
    ['a body from two places', ['--body', 'x', '--file', 'y']],
    ['a file that is not there', ['--file', 'no-such-file']],
    ['a path with a space', [`${PERMIT} x`]],
    ['a certificate without its key', ['--cert', 'x.pem']],
    ['a certificate that is not there', ['--cert', 'x.pem', '--cert-key', 'x.key']],
  ])('exits 2 for %s', async (_, argv) => {
    const path = argv.length === 1 ? [] : [PERMIT];
    const { code, err } = await call([...path, ...argv]);
    expect(code).toBe(2);
    expect(err).toMatch(/^simpul: .+\n$/);
    expect(lastExchange()).toBeUndefined();
  });

  it('exits 2 for an unknown subsystem and names those with keys', async () => {
    const { code, err } = await runIn(['call', PERMIT, '--as', 'GOV/NO/such', '--data', data]);
    expect(code).toBe(2);
    expect(err).toContain('GOV/1871-DISDUKCAPIL/siak');
  });

  it('uses a client and key of its own with --url, and asks the bus for its instance', async () => {
    const elsewhere = await startFakeBus({ namedByAddress: true });
    const folder = await makeDataFolder(elsewhere);
    elsewhere.routes.set('GET /', () => ({ status: 200, body: '{"instance":"ID-LA"}' }));
    elsewhere.routes.set('/r1', () => ({ status: 200, headers: ROAD, body: '{}' }));
    const key = join(folder, 'credentials', 'GOV.1871-DISDUKCAPIL.siak.jwk');
    const argv = ['call', PERMIT, '--url', elsewhere.server.url, '--client', 'GOV/1871-DISDUKCAPIL/siak', '--key', key];
    const { code } = await runIn(argv);
    await elsewhere.server.close();
    const exchange = elsewhere.server.requests.at(-1);
    expect({ code, target: exchange?.target }).toEqual({ code: 0, target: `/r1/ID-LA/${PERMIT}` });
    expect(exchange?.headers['x-road-client']).toBe(SIAK);
  });

  it('exits 3 where the bus gives no token', async () => {
    bus.issuer.clients.delete(SIAK);
    const { code, err } = await call([PERMIT]);
    expect(code).toBe(3);
    expect(err).toContain(`No token for ${SIAK}`);
  });
});

describe('simpul call --receipt', () => {
  const VERIFICATION = { logs: [{ name: 'a', origin: 'example.com/foo', verifierKeys: [VKEY] }], leafSchema: {} };

  beforeEach(() => {
    bus.routes.set('GET /audit/v1/verification', () => ({ status: 200, body: JSON.stringify(VERIFICATION) }));
  });

  it('waits as long as the bus says, stores the receipt and pins the key of the log', async () => {
    const answers = [
      { status: 202, headers: { 'retry-after': '2' } },
      { status: 202, headers: {} },
      { status: 200, headers: {}, body: 'receipt\n' },
    ];
    bus.routes.set(`GET /audit/v1/receipts/${EXCHANGE_ID}`, () => answers.shift() ?? { status: 500 });
    const waits: number[] = [];
    const { code, err } = await call([PERMIT, '--receipt', 'r.txt'], { cwd: data, wait: (ms) => void waits.push(ms) });
    expect({ code, waits }).toEqual({ code: 0, waits: [2000, 1000] });
    expect(err).toContain('-> r.txt');
    expect(await readFile(join(data, 'r.txt'), 'utf8')).toBe('receipt\n');
    const pins = await readFile(join(data, 'credentials', 'log-keys.json'), 'utf8');
    expect(JSON.parse(pins)).toEqual({ 'example.com/foo': [VKEY] });
  });

  it('gives up after 30 s and says where the receipt will be', async () => {
    bus.routes.set(`GET /audit/v1/receipts/${EXCHANGE_ID}`, () => ({ status: 202 }));
    const { code, err } = await call([PERMIT, '--receipt', 'r.txt'], { cwd: data });
    expect(code).toBe(1);
    expect(err).toContain(`fetch it later from ${RECEIPT_URL}`);
  });

  it('sends no token to another address', async () => {
    const elsewhere = { ...ROAD, 'x-simpul-receipt': 'http://evil.example/receipts/1' };
    bus.routes.set('/r1', () => ({ status: 200, headers: elsewhere, body: '{}' }));
    expect((await call([PERMIT, '--receipt', 'r.txt'], { cwd: data })).code).toBe(5);
  });

  it('exits 6 where the bus shows another key than the pinned one, which stays', async () => {
    const file = join(data, 'credentials', 'log-keys.json');
    const pinned = '{"example.com/foo":["example.com/foo+00000000+other"]}';
    await writeFile(file, pinned);
    const { code, err } = await call([PERMIT, '--receipt', 'r.txt'], { cwd: data });
    expect(code).toBe(6);
    expect(err).toContain('example.com/foo');
    expect(await readFile(file, 'utf8')).toBe(pinned);
  });
});
