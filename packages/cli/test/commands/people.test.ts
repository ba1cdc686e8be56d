import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataFolder } from '../support/data-folder.ts';
import { type FakeBus, startFakeBus } from '../support/fake-bus.ts';
import type { FakeAnswer, FakeRequest } from '../support/fake-server.ts';
import { runIn } from '../support/fake-terminal.ts';

const PATH = '/identity/v1/people';
const ID = '0193b2f0-7c1e-7a33-9b0f-5d2c8e4f6a01';
const LINK = 'http://bus.example:8080/people/invitations/token';

let bus: FakeBus;
let data: string;

beforeEach(async () => {
  bus = await startFakeBus();
  data = await makeDataFolder(bus);
});
afterEach(() => bus.server.close());

const person = (more: object = {}) => ({
  id: ID,
  email: 'sari@office.example',
  language: 'id',
  grants: [{ role: 'watcher' }, { role: 'integrator', scope: '18.71' }],
  status: 'active',
  createdAt: 1_790_000_000_000,
  ...more,
});
const problem = (status: number, code: string): FakeAnswer => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({ code, title: 'no', status }),
});

/** Answers a route, and keeps what it was asked. */
function serve(route: string, answer: (request: FakeRequest) => FakeAnswer): FakeRequest[] {
  const requests: FakeRequest[] = [];
  bus.routes.set(route, (request) => {
    requests.push(request);
    return answer(request);
  });
  return requests;
}
const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) });
const bodyOf = ({ body }: FakeRequest): unknown => JSON.parse(body.toString());

describe('simpul people invite', () => {
  const invited = { person: person({ status: 'invited' }), link: LINK, expiresAt: 1_790_000_000_000 };

  it('asks for what it is told to, as the operator of the sandbox, and prints the link', async () => {
    const requests = serve(`POST ${PATH}/invitations`, () => json(invited, 201));
    const wish = ['--email', 'sari@office.example', '--name', 'Ibu Sari', '--role', 'integrator', '--scope', '18.71'];
    const { code, out } = await runIn(['people', 'invite', '--data', data, '--language', 'id', ...wish]);
    expect([code, out]).toEqual([0, expect.stringContaining(`until 2026-09-21T14:13:20.000Z`)]);
    expect(out.trimEnd().split('\n').at(-1)).toBe(LINK);
    expect(requests.map(bodyOf)).toEqual([
      {
        email: 'sari@office.example',
        name: 'Ibu Sari',
        language: 'id',
        grants: [{ role: 'integrator', scope: '18.71' }],
      },
    ]);
    expect([...bus.issuer.tokens.values()].map(({ form }) => form.get('resource'))).toEqual([
      'http://bus.example:8080/api',
    ]);
  });

  it('prints JSON, and leaves the role out where none is named', async () => {
    const requests = serve(`POST ${PATH}/invitations`, () => json(invited, 201));
    const { out } = await runIn(['people', 'invite', '--data', data, '--email', 'sari@office.example', '--json']);
    expect(JSON.parse(out)).toEqual(invited);
    expect(requests.map(bodyOf)).toEqual([{ email: 'sari@office.example' }]);
  });

  it('is refused for a role that there is not, without a call', async () => {
    const { code, err } = await runIn(['people', 'invite', '--data', data, '--role', 'king']);
    expect([code, err]).toEqual([2, expect.stringContaining('privacy-officer')]);
  });

  it.each([
    [3, problem(403, 'SIMPUL_DUTY_ROLE_MISSING')],
    [3, problem(409, 'SIMPUL_PEOPLE_EXISTS')],
    [2, problem(400, 'SIMPUL_HTTP_BAD_REQUEST')],
    [1, problem(503, 'SIMPUL_RECORD_UNAVAILABLE')],
  ])('ends with %i where the bus says so', async (code, answer) => {
    serve(`POST ${PATH}/invitations`, () => answer);
    expect((await runIn(['people', 'invite', '--data', data, '--role', 'operator'])).code).toBe(code);
  });

  it('asks as the data folder where it holds the key for that, and says why where it holds none', async () => {
    serve(`POST ${PATH}/invitations`, () => json(invited, 201));
    const key = join(data, 'keys', 'first-operator.jwk');
    const credential = join(data, 'credentials', 'operator.jwk');
    mkdirSync(join(data, 'keys'), { recursive: true });
    renameSync(credential, key);
    const { clients } = bus.issuer;
    clients.set('first-operator', clients.get('sandbox-operator') ?? {});
    clients.delete('sandbox-operator');
    const invite = ['people', 'invite', '--data', data, '--role', 'operator'];
    const env = { HOME: data };
    expect((await runIn(invite, { env })).code).toBe(0);
    expect([...bus.issuer.tokens.values()].map(({ client }) => client)).toEqual(['first-operator']);
    renameSync(key, `${key}.gone`);
    const { code, err } = await runIn(invite, { env });
    expect([code, err]).toEqual([3, expect.stringContaining('simpul login --url')]);
  });
});

describe('simpul people list', () => {
  it('prints all pages, one person a line', async () => {
    const pages = [
      json({ people: [person()], next: ID }),
      json({ people: [], next: 'x' }),
      json({ people: [{ id: 'b', language: 'id', grants: [], status: 'removed', createdAt: 1 }] }),
    ];
    const requests = serve(`GET ${PATH}`, () => pages.shift() ?? { status: 500 });
    const { code, out } = await runIn(['people', 'list', '--data', data, '--role', 'watcher', '--status', 'active']);
    expect([code, out.split('\n')]).toEqual([
      0,
      [`${ID}  active   sari@office.example  -  watcher, integrator (18.71)`, 'b  removed  -  -  no role', ''],
    ]);
    const query = '?limit=200&role=watcher&status=active';
    expect(requests.map(({ target }) => target)).toEqual([
      `${PATH}${query}`,
      `${PATH}${query}&cursor=${ID}`,
      `${PATH}${query}&cursor=x`,
    ]);
  });

  it('says so where there is nobody', async () => {
    serve(`GET ${PATH}`, () => json({ people: [] }));
    expect(await runIn(['people', 'list', '--data', data])).toMatchObject({ code: 0, out: '', err: 'Nobody.\n' });
    expect((await runIn(['people', 'list', '--data', data, '--json'])).err).toBe('');
  });
});

describe.each([
  ['by id', ID],
  ['by address', 'Sari@Office.example'],
])('a person %s', (_how, who) => {
  beforeEach(() => {
    serve(`GET ${PATH}`, () => json({ people: [{ ...person(), id: 'b', email: 'x@y.example' }, person()] }));
  });

  it('is given a role beside those that there are', async () => {
    const requests = serve(`PATCH ${PATH}/${ID}`, () => json(person()));
    const { code } = await runIn(['people', 'grant', who, '--role', 'privacy-officer', '--data', data]);
    expect(code).toBe(0);
    expect(requests.map(bodyOf)).toEqual([
      { grants: [...person().grants, { role: 'privacy-officer' }], known: person().grants },
    ]);
  });

  it('loses the role that is named, with its scope', async () => {
    const requests = serve(`PATCH ${PATH}/${ID}`, () => json(person()));
    await runIn(['people', 'revoke-role', who, '--role', 'integrator', '--data', data]);
    await runIn(['people', 'revoke-role', who, '--role', 'integrator', '--scope', '18.71', '--data', data]);
    expect(requests.map((request) => (bodyOf(request) as { grants: unknown[] }).grants.length)).toEqual([2, 1]);
  });

  it('is removed', async () => {
    const requests = serve(`DELETE ${PATH}/${ID}`, () => json(person({ status: 'removed' })));
    const { code, out } = await runIn(['people', 'remove', who, '--data', data, '--json']);
    expect([code, JSON.parse(out), requests.length]).toEqual([0, person({ status: 'removed' }), 1]);
  });
});

describe('a person who is not there', () => {
  it('is said to be unknown', async () => {
    serve(`GET ${PATH}`, () => json({ people: [person()] }));
    const { code, err } = await runIn(['people', 'remove', 'nobody@office.example', '--data', data]);
    expect([code, err]).toEqual([3, expect.stringContaining('SIMPUL_PEOPLE_UNKNOWN')]);
  });
});
