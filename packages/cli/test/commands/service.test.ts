import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDataFolder, makeFolder } from '../support/data-folder.ts';
import { type FakeBus, startFakeBus } from '../support/fake-bus.ts';
import { runIn } from '../support/fake-terminal.ts';
import { type JsonRoutes, jsonRoutes } from '../support/json-routes.ts';

/** A contract is examined in a thread, whose linter takes its time to load where the machine is busy. */
const EXAMINED_MS = 120_000;
const ID = 'GOV/1871-DPMPTSP/antrean/nomor';
const SERVICE = `/registry/v1/services/${ID}`;
const RECORD = '0193b2f0-7c1e-7a33-9b0f-5d2c8e4f6a01';

const contract = (version: string, more = '') => `openapi: 3.1.0
info: { title: Nomor antrean, version: '${version}', description: Nomor antrean loket. }
paths:
  /antrean:
    get:
      operationId: daftar
      summary: Nomor yang sedang dilayani
      responses:
        '200':
          description: Nomor
          content:
            application/json:
              schema: { type: object, required: [nomor], properties: { nomor: { type: integer } } }
${more}`;

let bus: FakeBus;
let routes: JsonRoutes;
let data: string;
let folder: string;

beforeEach(async () => {
  bus = await startFakeBus();
  routes = jsonRoutes(bus);
  data = await makeDataFolder(bus);
  folder = await makeFolder();
});
afterEach(() => bus.server.close());

const run = (...argv: readonly string[]) => runIn(['service', ...argv, '--data', data]);

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('simpul service add', () => {
  jest.setTimeout(EXAMINED_MS);

  it('registers a service with its first version and contract', async () => {
    routes.answer(`PUT ${SERVICE}`, {}, 201);
    routes.answer(`PUT ${SERVICE}/versions/1.0.0/contract`, { record: RECORD, digest: 'D' }, 201);
    const openapi = await file('a.yaml', contract('1.0.0'));
    const { code, out } = await run('add', ID, '--openapi', openapi, '--backend', 'http://127.0.0.1:9102');
    expect(code).toBe(0);
    expect(routes.last(`PUT ${SERVICE}`)).toMatchObject({
      client: 'sandbox-integrator',
      headers: { 'if-none-match': '*' },
      body: { name: { id: 'Nomor antrean' }, type: 'OPENAPI', version: '1.0.0', url: 'http://127.0.0.1:9102' },
    });
    expect(routes.last(`PUT ${SERVICE}/versions/1.0.0/contract`)).toMatchObject({
      headers: { 'content-type': 'application/yaml', 'if-none-match': '*' },
      body: contract('1.0.0'),
    });
    expect(out).toContain('1.0.0, a draft');
    expect(out).toContain(`Next: simpul service publish ${ID}`);
  });

  it('says what the data is, where it was told', async () => {
    routes.answer(`PUT ${SERVICE}`, {}, 201);
    routes.answer(`PUT ${SERVICE}/versions/1.0.0/contract`, {}, 201);
    const openapi = await file('a.yaml', contract('1.0.0'));
    const more = ['--name', 'Nomor', '--name-en', 'Number', '--classification', 'terbuka', '--element', 'nomor'];
    await run('add', ID, '--openapi', openapi, ...more);
    expect(routes.last(`PUT ${SERVICE}`)?.body).toEqual({
      name: { id: 'Nomor', en: 'Number' },
      type: 'OPENAPI',
      version: '1.0.0',
      data: { classification: 'terbuka', personal: 'none', elements: ['nomor'] },
    });
  });

  it('registers another version beside the first', async () => {
    routes.answer(`GET ${SERVICE}`, { version: '1.0.0' });
    routes.answer(`GET ${SERVICE}/versions`, { items: [{ version: '1.0.0', state: 'active' }] });
    routes.answer(`PUT ${SERVICE}/versions/1.1.0`, {}, 201);
    routes.answer(`PUT ${SERVICE}/versions/1.1.0/contract`, {}, 201);
    const { code } = await run('add', ID, '--openapi', await file('b.yaml', contract('1.1.0')));
    expect(code).toBe(0);
    expect(routes.last(`PUT ${SERVICE}/versions/1.1.0`)?.body).toEqual({ state: 'draft' });
  });

  it('replaces the contract of a draft, and of nothing else', async () => {
    routes.answer(`GET ${SERVICE}`, {});
    routes.answer(`GET ${SERVICE}/versions`, [
      { items: [{ version: '1.0.0', state: 'draft' }] },
      { items: [{ version: '1.0.0', state: 'active' }] },
    ]);
    const place = `${SERVICE}/versions/1.0.0/contract`;
    routes.answer(`HEAD ${place}`, {});
    routes.answer(`PUT ${place}`, {});
    const openapi = await file('a.yaml', contract('1.0.0'));
    expect((await run('add', ID, '--openapi', openapi)).code).toBe(0);
    expect(routes.last(`PUT ${place}`)?.headers['if-match']).toBe('"7"');
    const { code, err } = await run('add', ID, '--openapi', openapi);
    expect([code, err]).toEqual([3, expect.stringContaining('Version 1.0.0 of')]);
    expect(err).toContain('What to do: raise info.version');
  });

  it('names what is wrong with a contract by line and rule, and sends nothing', async () => {
    const openapi = await file(
      'bad.yaml',
      contract('1.0.0', '  /nomor/{id}:\n    get: {}\n').replace('type: object', 'type: objek'),
    );
    const { code, err } = await run('add', ID, '--openapi', openapi);
    expect(code).toBe(3);
    expect(err).toMatch(/cannot be used: \d+ errors?/);
    expect(err).toMatch(/^ {2}\d+:\d+ {2}[a-z-]+: .+$/m);
    expect(err).toContain('nothing was registered');
    expect(routes.sent).toEqual([]);
    const { err: json } = await run('add', ID, '--openapi', openapi, '--json');
    expect(JSON.parse(json)).toMatchObject({
      error: {
        code: 'SIMPUL_CLI_CONTRACT_INVALID',
        errors: expect.arrayContaining([
          {
            rule: expect.any(String),
            line: expect.any(Number),
            column: expect.any(Number),
            detail: expect.any(String),
          },
        ]),
      },
    });
  });

  it('says that the system comes first', async () => {
    const title = 'The registry knows no subsystem ID-LA/GOV/1871-DPMPTSP/antrean';
    routes.answer(`PUT ${SERVICE}`, { code: 'SIMPUL_REGISTRY_UNKNOWN', title }, 404);
    const { code, err } = await run('add', ID, '--openapi', await file('a.yaml', contract('1.0.0')));
    expect([code, err]).toEqual([3, expect.stringContaining('simpul system add GOV/1871-DPMPTSP/antrean')]);
  });

  it('shows what the bus finds wrong that this machine cannot see', async () => {
    const errors = [{ place: '/url', rule: 'egress', detail: 'an address that the agency may use' }];
    routes.answer(`PUT ${SERVICE}`, { code: 'SIMPUL_REGISTRY_INVALID', title: 'cannot be registered', errors }, 422);
    const { code, err } = await run('add', ID, '--openapi', await file('a.yaml', contract('1.0.0')));
    expect([code, err]).toEqual([3, expect.stringContaining('  /url  egress: an address that the agency may use')]);
  });

  it('exits 2 for a file that is not there', async () => {
    expect((await run('add', ID, '--openapi', join(folder, 'none.yaml'))).code).toBe(2);
  });
});

describe('the life of a version', () => {
  const version = `${SERVICE}/versions/1.0.0`;
  beforeEach(() => {
    routes.answer(`GET ${SERVICE}`, {});
    routes.answer(`GET ${version}`, {});
    routes.answer(`PATCH ${version}`, { record: RECORD });
  });
  const has = (...states: readonly string[]) =>
    routes.answer(`GET ${SERVICE}/versions`, {
      items: states.map((state, i) => ({ version: `1.${i}.0`, state })),
    });

  it.each([
    ['publish', ['draft'], ['--from', '2027-01-01'], { state: 'active', from: '2027-01-01' }],
    ['deprecate', ['active'], ['--sunset', '2027-01-01'], { state: 'deprecated', sunset: '2027-01-01' }],
    ['retire', ['deprecated', 'active'], [], { state: 'retired' }],
  ])('%s', async (step, states, options, patch) => {
    has(...states);
    const { code, out } = await run(step, ID, ...options);
    expect(code).toBe(0);
    expect(routes.last(`PATCH ${version}`)).toMatchObject({ body: patch, headers: { 'if-match': '"7"' } });
    expect(out).toContain(`simpul audit show ${RECORD}`);
  });

  it.each([
    ['publish', ['active'], [], 'simpul service add'],
    ['deprecate', ['active', 'active'], ['--sunset', '2027-01-01'], '--version'],
    ['deprecate', ['draft'], ['--sunset', '2027-01-01'], 'simpul service show'],
  ])('%s asks which one where that is not clear', async (step, states, options, advice) => {
    has(...states);
    const { code, err } = await run(step, ID, ...options);
    expect([code, err]).toEqual([2, expect.stringContaining(advice)]);
  });

  it('says who still needs a version that is to be retired', async () => {
    has('deprecated');
    const title = 'version is needed by agreement A-1; that must end first';
    routes.answer(`PATCH ${version}`, { code: 'SIMPUL_REGISTRY_IN_USE', title }, 409);
    const { code, err } = await run('retire', ID);
    expect([code, err]).toEqual([3, expect.stringContaining(`simpul access list --service ${ID}`)]);
  });

  it('says which service may have been meant', async () => {
    bus.routes.delete(`GET ${SERVICE}`);
    routes.answer('GET /registry/v1/catalog/search', { items: [], total: 0 });
    const { code, err } = await run('publish', ID);
    expect([code, err]).toEqual([3, expect.stringContaining('simpul catalog search')]);
  });

  it('is shown, version by version', async () => {
    has('retired', 'active');
    expect((await run('show', ID)).out).toBe('1.0.0  retired\n1.1.0  active\n');
  });
});

describe('simpul service diff', () => {
  it('tells what breaks, with no bus', async () => {
    const [before, after] = [
      await file('a.yaml', contract('1.0.0')),
      await file('b.yaml', contract('2.0.0').replace('/antrean:', '/nomor:')),
    ];
    const { code, out } = await runIn(['service', 'diff', before, after]);
    expect([code, out]).toEqual([0, expect.stringContaining('breaking')]);
    expect(out).toContain('GET /antrean');
    const { out: json } = await runIn(['service', 'diff', before, after, '--json']);
    expect(JSON.parse(json)).toMatchObject({ breaking: true, changes: expect.any(Array) });
    const { out: same } = await runIn(['service', 'diff', before, before, '--json']);
    expect(JSON.parse(same)).toEqual({ breaking: false, changes: [] });
  });
});
