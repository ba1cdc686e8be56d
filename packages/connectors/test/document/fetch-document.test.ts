import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAuthority, type LoopbackDoor, type MadeCertificate, openOnLoopback } from '@simpul/testing';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fetchDocument } from '../../src/document/fetch-document.ts';
import type { EgressRules } from '../../src/egress-guard.ts';

const LIMITS = { maxBytes: 1000, timeoutMs: 2000, allowHttp: false };
const LOOPBACK = ['127.0.0.1/32'];

let server: MadeCertificate;
let door: LoopbackDoor;
let answer: RequestListener;
let asked: string[];
const before = getCACertificates('default');

beforeAll(async () => {
  const authority = await createAuthority();
  server = await authority.server();
  setDefaultCACertificates([...before, authority.cert]);
});
afterAll(() => setDefaultCACertificates(before));
beforeEach(async () => {
  asked = [];
  answer = (_request, response) => response.end('{"keys":[]}');
  const made = createServer({ cert: server.cert, key: server.key }, (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  door = await openOnLoopback(made);
});
afterEach(() => door.stop());

const get = (path = '/jwks', { rules = {}, limits = {}, host = '' }: Changes = {}): Promise<Buffer> =>
  fetchDocument(
    host === '' ? `https://localhost:${door.port}${path}` : host.replace('PORT', String(door.port)),
    {
      upperBound: () => LOOPBACK,
      allow: LOOPBACK,
      ownListeners: () => [],
      resolve: (_name, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
      ...rules,
    },
    { ...LIMITS, ...limits },
  );
interface Changes {
  readonly rules?: Partial<EgressRules>;
  readonly limits?: Partial<typeof LIMITS>;
  readonly host?: string;
}

describe('a document at an https address', () => {
  it('is got as it is, by its path and query', async () => {
    await expect(get('/a%2Fb?x=1')).resolves.toEqual(Buffer.from('{"keys":[]}'));
    expect(asked).toEqual(['GET /a%2Fb?x=1']);
  });

  it('is refused when it is larger than may be, whatever it says of its length', async () => {
    answer = (_request, response) => response.end('x'.repeat(1001));
    await expect(get()).rejects.toThrow(/size/);
    answer = (_request, response) => {
      for (let sent = 0; sent < 1001; sent += 100) response.write('x'.repeat(100));
    };
    await expect(get()).rejects.toThrow(/size/);
  });

  it('is not waited for beyond the limit, whether it begins late or never ends', async () => {
    answer = () => undefined;
    await expect(get('/never', { limits: { timeoutMs: 50 } })).rejects.toThrow(/aborted/i);
    answer = (_request, response) => void response.writeHead(200).write('{');
    await expect(get('/half', { limits: { timeoutMs: 50 } })).rejects.toThrow(/aborted/i);
  });

  it.each([301, 302, 307, 308])('is not looked for elsewhere after %i', async (status) => {
    answer = (_request, response) => response.writeHead(status, { Location: `https://localhost:${door.port}/b` }).end();
    await expect(get()).rejects.toThrow(String(status));
    expect(asked).toEqual(['GET /jwks']);
  });

  it.each([204, 404, 500])('is none with the status %i', async (status) => {
    answer = (_request, response) => response.writeHead(status).end();
    await expect(get()).rejects.toThrow(String(status));
  });

  it('is not got from a server whose certificate is for another name', async () => {
    await expect(get('', { host: 'https://other.example:PORT/' })).rejects.toThrow(/altnames/i);
    expect(asked).toEqual([]);
  });

  it.each([
    ['a link-local address', '169.254.169.254', 4],
    ['an address that nobody allowed', '127.0.0.2', 4],
    ['an address of IPv6 that embeds one of IPv4', '64:ff9b::7f00:1', 6],
  ] as const)('is not got from a name that also resolves to %s', async (_, address, family) => {
    const resolve: EgressRules['resolve'] = (_name, done) =>
      done(null, [
        { address: '127.0.0.1', family: 4 },
        { address, family },
      ]);
    await expect(get('/', { rules: { resolve } })).rejects.toMatchObject({ code: 'SIMPUL_PROVIDER_EGRESS_REFUSED' });
    expect(asked).toEqual([]);
  });

  it('is not got from the bus itself, nor where the member or the operators allow nothing', async () => {
    const refused = { code: 'SIMPUL_PROVIDER_EGRESS_REFUSED' };
    const ownListeners = () => [{ host: '0.0.0.0', port: door.port }];
    await expect(get('/', { rules: { ownListeners } })).rejects.toMatchObject(refused);
    await expect(get('/', { rules: { allow: [] } })).rejects.toMatchObject(refused);
    await expect(get('/', { rules: { upperBound: () => [] } })).rejects.toMatchObject(refused);
    await expect(get('', { host: 'https://169.254.169.254/' })).rejects.toMatchObject(refused);
    await expect(get('', { host: 'https://[::1]:PORT/' })).rejects.toMatchObject(refused);
  });

  it.each(['http://localhost:PORT/', 'ftp://localhost/', 'file:///etc/passwd', '/jwks', 'https://a:b@localhost:PORT/'])(
    'is not got at %s',
    async (host) => {
      await expect(get('', { host })).rejects.toThrow(/address/);
      expect(asked).toEqual([]);
    },
  );
});
