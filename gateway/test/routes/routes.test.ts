import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { auditRecords, identityHttp, Params, registryApply } from '@simpul/contracts';
import { AUDIT, HTTP, SimpulError } from '@simpul/errors';
import { type RawAnswer, rawCall, type RawCallOptions } from '@simpul/testing';
import { createProver, type Prover } from '../support/prover.ts';
import { OPEN_CLIENT, PUBLIC_URL, runGateway, type RunningGateway } from '../support/running-gateway.ts';

const EXCHANGE_ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const OPEN = { headers: { 'x-road-client': OPEN_CLIENT } };
let running: RunningGateway;
let production: RunningGateway;
let prover: Prover;

beforeAll(async () => {
  running = await runGateway();
  production = await runGateway({ mode: 'production' });
  prover = await createProver();
});
afterAll(async () => {
  await running.stop();
  await production.stop();
});

const call = (target: string, options?: RawCallOptions): Promise<RawAnswer> => rawCall(running.origin, target, options);
const json = (answer: RawAnswer): unknown => JSON.parse(answer.text);

/** Headers of a client of the bus's own APIs. */
async function signed(at: RunningGateway, method: string, path: string, scope: string) {
  const token = await at.issuer.token({ client: 'sandbox-x', audience: `${PUBLIC_URL}/api`, jkt: prover.jkt, scope });
  const dpop = await prover.prove({ method, url: PUBLIC_URL + path, token });
  return { authorization: `DPoP ${token}`, dpop };
}

describe('listClients', () => {
  beforeEach(() => {
    running.behind.directory = ({ instance = 'ID-LA' }) => ({
      instance,
      name: 'Lampung',
      mode: 'sandbox',
      agencies: [
        { id: `${instance}/GOV/M`, name: 'A & <B>' },
        { id: `${instance}/COM/N`, name: 'N' },
      ],
      members: [{ id: `${instance}/GOV/M/S`, memberName: 'A & <B>', subsystemName: 'S "1"', services: [] }],
    });
  });

  it('is XML of X-Road', async () => {
    const answer = await call('/listClients');
    expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8');
    expect(answer.text).toBe(
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
        '<xrd:clientList xmlns:id="http://x-road.eu/xsd/identifiers" xmlns:xrd="http://x-road.eu/xsd/xroad.xsd">' +
        '<xrd:member><xrd:id id:objectType="MEMBER"><id:xRoadInstance>ID-LA</id:xRoadInstance>' +
        '<id:memberClass>GOV</id:memberClass><id:memberCode>M</id:memberCode></xrd:id>' +
        '<xrd:name>A &amp; &lt;B&gt;</xrd:name></xrd:member>' +
        '<xrd:member><xrd:id id:objectType="SUBSYSTEM"><id:xRoadInstance>ID-LA</id:xRoadInstance>' +
        '<id:memberClass>GOV</id:memberClass><id:memberCode>M</id:memberCode>' +
        '<id:subsystemCode>S</id:subsystemCode></xrd:id><xrd:name>A &amp; &lt;B&gt;</xrd:name>' +
        '<xrd:subsystemName>S "1"</xrd:subsystemName></xrd:member>' +
        '<xrd:member><xrd:id id:objectType="MEMBER"><id:xRoadInstance>ID-LA</id:xRoadInstance>' +
        '<id:memberClass>COM</id:memberClass><id:memberCode>N</id:memberCode></xrd:id>' +
        '<xrd:name>N</xrd:name></xrd:member></xrd:clientList>',
    );
  });

  it('is JSON where that is accepted, and may ask for an instance', async () => {
    const answer = await call('/listClients?xRoadInstance=EE', { headers: { accept: 'text/html, application/json' } });
    expect(json(answer)).toEqual({
      member: [
        {
          id: { object_type: 'MEMBER', xroad_instance: 'EE', member_class: 'GOV', member_code: 'M' },
          name: 'A & <B>',
        },
        {
          id: {
            object_type: 'SUBSYSTEM',
            xroad_instance: 'EE',
            member_class: 'GOV',
            member_code: 'M',
            subsystem_code: 'S',
          },
          name: 'A & <B>',
          subsystem_name: 'S "1"',
        },
        { id: { object_type: 'MEMBER', xroad_instance: 'EE', member_class: 'COM', member_code: 'N' }, name: 'N' },
      ],
    });
  });

  it('takes the first of several instances, and this one where none is named', async () => {
    const instanceOf = async (query: string): Promise<string | undefined> =>
      /<id:xRoadInstance>([^<]*)/.exec((await call(`/listClients?${query}`)).text)?.[1];
    await expect(instanceOf('xRoadInstance=A&xRoadInstance=B')).resolves.toBe('A');
    await expect(instanceOf('xRoadInstance=')).resolves.toBe('ID-LA');
  });
});

describe('the page at /', () => {
  it('is HTML in the language of the reader', async () => {
    expect((await call('/')).text).toContain('<html lang="id">');
    const answer = await call('/', { headers: { 'accept-language': 'en' } });
    expect(answer.text).toContain('<html lang="en">');
    expect(answer.headers).toMatchObject({ vary: 'Accept, Accept-Language', 'x-frame-options': 'DENY' });
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect((await call('/assets/landing.css')).headers['content-type']).toBe('text/css; charset=utf-8');
  });

  it('is JSON for programs', async () => {
    running.behind.verification = () => ({
      logs: [{ name: 'l', origin: 'o', verifierKeys: ['k'], policy: 'p', state: 'open' }],
      leafSchema: {},
    });
    expect(json(await call('/', { headers: { accept: 'application/json' } }))).toMatchObject({
      instance: 'ID-LA',
      publicUrl: PUBLIC_URL,
      logs: [{ name: 'l', origin: 'o' }],
    });
  });
});

describe('health', () => {
  it('is yes or no, and never why', async () => {
    expect(await call('/readyz')).toMatchObject({ status: 200, text: 'yes\n' });
    running.reasons.push('the disk is full');
    expect(await call('/readyz')).toMatchObject({ status: 503, text: 'no\n' });
    expect(await call('/healthz')).toMatchObject({ status: 200, text: 'yes\n' });
    running.reasons.length = 0;
  });
});

describe('records', () => {
  let asked: Params<typeof auditRecords> | undefined;
  beforeEach(() => {
    asked = undefined;
    running.behind.records = (params) => {
      asked = params;
      return { records: [], asOf: { log: 'L', size: 1, root: 'r' }, indexedTo: 1 };
    };
  });

  it('are asked for with every filter that there is', async () => {
    const query = 'exchangeId=e&xRoadId=x&consumer=c&provider=p&service=s&outcome=ok&limit=1000&cursor=z';
    const times = 'from=2026-01-02T03:04:05%2B07:00&to=1767225600000';
    const answer = await call(`/audit/v1/records?${query}&${times}`, OPEN);
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'private, no-store' } });
    expect(asked).toEqual({
      filter: {
        exchangeId: 'e',
        xRoadId: 'x',
        consumer: 'c',
        provider: 'p',
        service: 's',
        outcome: 'ok',
        from: Date.UTC(2026, 0, 1, 20, 4, 5),
        to: 1767225600000,
      },
      limit: 1000,
      cursor: 'z',
      asker: { id: OPEN_CLIENT, auditor: false },
    });
  });

  it('are 100 at once where nothing is said, and of an auditor where the token says so', async () => {
    const headers = await signed(running, 'GET', '/audit/v1/records', 'audit:read');
    await call('/audit/v1/records', { headers });
    expect(asked).toEqual({ filter: {}, limit: 100, asker: { id: 'sandbox-x', auditor: true } });
  });

  it.each([
    'limit=0',
    'limit=1001',
    'limit=1.5',
    'limit=x',
    'limit=',
    'limit=1&limit=2',
    'consumer=a&consumer=b',
    'from=yesterday',
    'from=day+5',
    'from=2026-13-01',
    'from=2026-01-01T00:00:00',
    'from=',
    'to=99999999999999999999',
    'unknown=1',
    '__proto__=1',
  ])('are refused for %s, without a look', async (query) => {
    const answer = await call(`/audit/v1/records?${query}`, OPEN);
    expect(answer.status).toBe(400);
    expect(json(answer)).toMatchObject({ code: HTTP.BAD_REQUEST.code });
    expect(asked).toBeUndefined();
  });

  it('are for known callers only', async () => {
    const answer = await call('/audit/v1/records');
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toContain(
      `resource_metadata="${PUBLIC_URL}/.well-known/oauth-protected-resource/api"`,
    );
  });
});

describe('receipts', () => {
  const path = `/audit/v1/receipts/${EXCHANGE_ID}`;

  it('come as text, or later, or not at all', async () => {
    running.behind.receipt = () => ({ state: 'ready', receipt: 'c2sp.org/tlog-proof' });
    expect(await call(path, OPEN)).toMatchObject({
      status: 200,
      text: 'c2sp.org/tlog-proof',
      headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'private, no-store' },
    });
    running.behind.receipt = () => ({ state: 'pending' });
    expect(await call(path, OPEN)).toMatchObject({ status: 202, text: '', headers: { 'retry-after': '1' } });
    running.behind.receipt = () => ({ state: 'unknown' });
    const unknown = await call(path, OPEN);
    expect(unknown.status).toBe(AUDIT.RECORD_UNKNOWN.status);
    expect(json(unknown)).toMatchObject({ code: AUDIT.RECORD_UNKNOWN.code });
  });

  it('are unknown for what cannot be an exchange id', async () => {
    const answer = await call('/audit/v1/receipts/7', OPEN);
    expect(json(answer)).toMatchObject({ code: AUDIT.RECORD_UNKNOWN.code });
  });
});

describe('the log', () => {
  it('serves files, for ever where they cannot change', async () => {
    running.behind.file = ({ log, path }) => ({
      body: Buffer.from(`${log}:${path}`),
      contentType: 'application/octet-stream',
      immutable: path.startsWith('tile/'),
    });
    expect(await call('/audit/log/L/checkpoint')).toMatchObject({
      text: 'L:checkpoint',
      headers: { 'cache-control': 'public, max-age=1', 'content-type': 'application/octet-stream' },
    });
    expect(await call('/audit/log/L/tile/entries/x001/002.p/3')).toMatchObject({
      text: 'L:tile/entries/x001/002.p/3',
      headers: { 'cache-control': expect.stringContaining('immutable') },
    });
  });

  it('has nothing at an unknown name', async () => {
    running.behind.file = () => ({ contentType: 'text/plain', immutable: true });
    const answer = await call('/audit/log/L/x', { headers: { 'accept-language': 'en' } });
    expect(answer.status).toBe(404);
    expect(json(answer)).toMatchObject({ code: HTTP.NOT_FOUND.code, title: HTTP.NOT_FOUND.message.en });
  });

  it('shows entries in production to auditors only, and everything else to all', async () => {
    production.behind.file = () => ({ body: Buffer.from('x'), contentType: 'text/plain', immutable: true });
    const at = (path: string, headers = {}) => rawCall(production.origin, `/audit/log/L/${path}`, { headers });
    expect((await at('tile/0/000')).status).toBe(200);
    expect((await at('tile/entries/000')).status).toBe(401);
    expect((await at('tile%2Fentries/000')).status).toBe(401);
    const path = '/audit/log/L/tile/entries/000';
    expect((await at('tile/entries/000', await signed(production, 'GET', path, 'other'))).status).toBe(403);
    expect((await at('tile/entries/000', await signed(production, 'GET', path, 'audit:read'))).status).toBe(200);
  });
});

describe('the authorization server', () => {
  let asked: Params<typeof identityHttp> | undefined;
  beforeEach(() => {
    running.behind.identity = (params) => {
      asked = params;
      return { status: 201, headers: ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'], body: Buffer.from('made') };
    };
  });

  it('gets requests as they came, and its answers pass as they are', async () => {
    const answer = await call('/oauth2/token?x=%20', { method: 'POST', headers: { 'X-Y': 'z' }, body: 'a=1&b' });
    expect(answer).toMatchObject({ status: 201, text: 'made', headers: { 'set-cookie': ['a=1', 'b=2'] } });
    expect(asked).toMatchObject({ method: 'POST', target: '/oauth2/token?x=%20', source: '127.0.0.1' });
    expect(asked?.headers).toEqual(expect.arrayContaining(['X-Y', 'z']));
    expect(Buffer.from(asked?.body ?? []).toString()).toBe('a=1&b');
  });

  it('does not read a form over 64 KiB, and says so', async () => {
    const answer = await call('/oauth2/token', { method: 'POST', body: 'x'.repeat(64 * 1024 + 1) });
    expect(answer.status).toBe(413);
    expect(json(answer)).toMatchObject({ title: expect.stringContaining('65536') });
  });

  it('is answered for when what it says cannot be sent', async () => {
    running.behind.identity = () => ({ status: 200, headers: ['X-Bad', 'a\nb'], body: Buffer.from('') });
    expect((await call('/oauth2/token')).status).toBe(500);
  });

  it.each(['r1', 'api'])('is named by the resource %s', async (resource) => {
    expect(json(await call(`/.well-known/oauth-protected-resource/${resource}`))).toMatchObject({
      resource: `${PUBLIC_URL}/${resource}`,
      authorization_servers: [`${PUBLIC_URL}/oauth2`],
    });
  });
});

describe('the region', () => {
  const path = '/registry/v1/region/apply';
  const post = async (body: string, scope = 'region:apply') => {
    const headers = { 'content-type': 'application/json', ...(await signed(running, 'POST', path, scope)) };
    return call(path, { method: 'POST', headers, body });
  };

  it('is applied by who may', async () => {
    let applied: Params<typeof registryApply> | undefined;
    running.behind.apply = (params) => {
      applied = params;
      return { entries: [], revision: 9 };
    };
    expect(json(await post('{"objects":[],"prune":true}'))).toEqual({ entries: [], revision: 9 });
    expect(applied).toEqual({
      objects: [],
      prune: true,
      actor: { kind: 'client', id: 'sandbox-x', grants: [] },
    });
    expect((await post('{"objects":[],"prune":true}', 'registry:write')).status).toBe(403);
  });

  it.each(['{', '', '{"__proto__":{"x":1}}', '{"objects":[],"prune":"yes"}', '[]'])(
    'is refused as %p, as a mistake of the caller',
    async (body) => {
      const answer = await post(body);
      expect(answer.status).toBe(400);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    },
  );

  it('is refused in another media type', async () => {
    const headers = { 'content-type': 'text/yaml', ...(await signed(running, 'POST', path, 'region:apply')) };
    expect((await call(path, { method: 'POST', headers, body: 'x: 1' })).status).toBe(400);
  });
});

describe('a problem', () => {
  it('is in Indonesian unless English is preferred, under an id that the log holds', async () => {
    const answer = await call('/nowhere');
    const problem = json(answer) as { title: string; instance: string };
    expect(problem.title).toBe(HTTP.NOT_FOUND.message.id);
    const incident = problem.instance.replace('urn:uuid:', '');
    expect(running.lines).toContainEqual(expect.objectContaining({ incident, code: HTTP.NOT_FOUND.code }));
  });

  it('tells nothing of a failure that is not ours, and says when to come back', async () => {
    running.behind.directory = () => {
      throw new Error('secret');
    };
    const failed = await call('/listClients');
    expect(failed.status).toBe(500);
    expect(failed.text).not.toContain('secret');
    running.behind.directory = () => {
      throw new SimpulError(HTTP.OVERLOADED, { retryAfter: 4 });
    };
    expect(await call('/listClients')).toMatchObject({ status: 503, headers: { 'retry-after': '4' } });
  });
});
