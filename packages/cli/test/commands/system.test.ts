import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { makeDataFolder } from '../support/data-folder.ts';
import { type FakeBus, startFakeBus } from '../support/fake-bus.ts';
import { runIn } from '../support/fake-terminal.ts';
import { type JsonRoutes, jsonRoutes } from '../support/json-routes.ts';

const SYSTEM = '/registry/v1/subsystems/GOV/1871-DPMPTSP/antrean';
const FILE = 'GOV.1871-DPMPTSP.antrean.jwk';
const RECORD = '0193b2f0-7c1e-7a33-9b0f-5d2c8e4f6a01';

let bus: FakeBus;
let routes: JsonRoutes;
let data: string;

beforeEach(async () => {
  bus = await startFakeBus();
  routes = jsonRoutes(bus);
  data = await makeDataFolder(bus);
});
afterEach(() => bus.server.close());

const add = (...argv: readonly string[]) =>
  runIn(['system', 'add', 'GOV/1871-DPMPTSP/antrean', ...argv, '--data', data]);
const files = () => readdir(join(data, 'credentials'));

describe('simpul system add', () => {
  it('makes a key, registers its public half as an integrator, and says what is next', async () => {
    routes.answer(`PUT ${SYSTEM}`, { record: RECORD }, 201);
    const { code, out } = await add('--name', 'Antrean');
    expect(code).toBe(0);
    const file = join(data, 'credentials', FILE);
    const key = JSON.parse(await readFile(file, 'utf8')) as JWK;
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { body, client, headers } = routes.last(`PUT ${SYSTEM}`) ?? {};
    expect(client).toBe('sandbox-integrator');
    expect(headers?.['if-none-match']).toBe('*');
    const { kty, crv, x, y, alg } = key;
    expect(body).toEqual({ name: { id: 'Antrean' }, link: 'token', jwks: { keys: [{ kty, crv, x, y, alg }] } });
    expect(JSON.stringify(body)).not.toContain(key['d']);
    expect(out).toContain(`simpul audit show ${RECORD}`);
    expect(out).toContain('Next: simpul service add GOV/1871-DPMPTSP/antrean/SERVICE');
  });

  it('makes no key for a certificate, and none for an open link', async () => {
    routes.answer(`PUT ${SYSTEM}`, {}, 201);
    expect((await add('--link', 'open', '--json')).code).toBe(0);
    expect(routes.last(`PUT ${SYSTEM}`)?.body).toEqual({ name: { id: 'GOV/1871-DPMPTSP/antrean' }, link: 'open' });
    expect(await files()).not.toContain(FILE);
  });

  it('registers the address of the keys in place of one made here', async () => {
    routes.answer(`PUT ${SYSTEM}`, {}, 201);
    const jwksUri = 'https://antrean.example/jwks';
    expect((await add('--jwks-uri', jwksUri)).code).toBe(0);
    expect(routes.last(`PUT ${SYSTEM}`)?.body).toEqual({
      name: { id: 'GOV/1871-DPMPTSP/antrean' },
      link: 'token',
      jwksUri,
    });
    expect(await files()).not.toContain(FILE);
  });

  it.each([[['--link', 'mtls']], [['--save-key', 'k.jwk']]])('takes no address of keys with %j', async (more) => {
    expect((await add('--jwks-uri', 'https://antrean.example/jwks', ...more)).code).toBe(2);
    expect(routes.sent).toEqual([]);
  });

  it('says which agency may have been meant', async () => {
    const unknown = { code: 'SIMPUL_REGISTRY_UNKNOWN', title: 'The registry knows no member ID-LA/GOV/1871-DPMPTSP' };
    routes.answer(`PUT ${SYSTEM}`, unknown, 404);
    const member = (code: string) => ({ id: { member_class: 'GOV', member_code: code } });
    routes.answer('GET /listClients', { member: [member('1872-DPMPTSP'), member('18-DINKES')] });
    const { code, err } = await add();
    expect(code).toBe(3);
    expect(err).toContain('What to do: did you mean GOV/1872-DPMPTSP?');
    expect(err).toContain('simpul region apply');
    expect(await files()).not.toContain(FILE);
  });

  it('leaves a key that is there alone', async () => {
    await writeFile(join(data, 'credentials', FILE), 'mine');
    const { code, err } = await add();
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('There is a key for ID-LA/GOV/1871-DPMPTSP/antrean already'),
    ]);
    expect(err).toContain('simpul key rotate');
    expect(routes.sent).toEqual([]);
  });

  it('says what to do where there is such a system, and goes on where it is its own of an earlier try', async () => {
    const there = { code: 'SIMPUL_REGISTRY_PRECONDITION_FAILED', title: 'is there already' };
    routes.answer(`PUT ${SYSTEM}`, there, 412);
    routes.answer(`GET ${SYSTEM}`, { jwks: { keys: [] } });
    const refused = await add();
    expect([refused.code, refused.err]).toEqual([3, expect.stringContaining('simpul key request')]);
    const waiting = JSON.parse(await readFile(join(data, 'credentials', `${FILE}.next`), 'utf8')) as JWK;
    routes.answer(`GET ${SYSTEM}`, { jwks: { keys: [{ x: waiting.x }] } });
    expect((await add()).code).toBe(0);
    expect((JSON.parse(await readFile(join(data, 'credentials', FILE), 'utf8')) as JWK).x).toBe(waiting.x);
  });

  it('wants to know where the key goes where there is no data folder', async () => {
    const { code, err } = await runIn([
      'system',
      'add',
      'ID-LA/GOV/A/b',
      '--url',
      bus.server.url,
      '--client',
      'ID-LA/GOV/A/c',
      '--key',
      'x',
    ]);
    expect([code, err]).toEqual([2, expect.any(String)]);
  });

  it('exits 2 for what is no system', async () => {
    const { code, err } = await runIn(['system', 'add', 'GOV/1871-DPMPTSP', '--data', data]);
    expect([code, err]).toEqual([2, expect.stringContaining('CLASS/MEMBER/SUBSYSTEM')]);
  });
});
