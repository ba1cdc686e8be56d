import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type RawAnswer, rawCall } from '@simpul/testing';
import { createProver, type Prover } from '../support/prover.ts';
import { OPEN_CLIENT, PUBLIC_URL, runGateway, type RunningGateway } from '../support/running-gateway.ts';

const PATH = '/identity/v1/people';
const ID = '0193b2f0-7c1e-7a33-9b0f-5d2c8e4f6a01';
const OPERATOR = { kind: 'client', id: 'sandbox-operator', grants: [{ role: 'operator' }] };
const WATCHER = [{ role: 'watcher' }];

let running: RunningGateway;
let prover: Prover;
let asked: [string, unknown][];

beforeAll(async () => {
  running = await runGateway();
  prover = await createProver();
});
afterAll(() => running.stop());
beforeEach(() => {
  asked = [];
  running.behind.people = (action, params) => {
    asked.push([action, params]);
    return { done: action };
  };
});

interface Wish {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path?: string;
  readonly body?: unknown;
  readonly client?: string;
  readonly scope?: string;
}

async function call(wish: Wish = {}): Promise<RawAnswer> {
  const { method = 'GET', path = PATH, body, client = 'sandbox-operator', scope = 'people:write' } = wish;
  const token = await running.issuer.token({ client, audience: `${PUBLIC_URL}/api`, jkt: prover.jkt, scope });
  const dpop = await prover.prove({ method, url: PUBLIC_URL + (path.split('?', 1)[0] ?? ''), token });
  const headers = { authorization: `DPoP ${token}`, dpop };
  if (body === undefined) return rawCall(running.origin, path, { method, headers });
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return rawCall(running.origin, path, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    body: text,
  });
}

describe('people', () => {
  it.each<[string, Wish, string, object]>([
    ['listed', {}, 'identity.people', { limit: 50 }],
    [
      'listed by filters',
      { path: `${PATH}?limit=3&cursor=${ID}&role=auditor&status=active` },
      'identity.people',
      { limit: 3, cursor: ID, role: 'auditor', status: 'active' },
    ],
    ['shown', { path: `${PATH}/${ID}` }, 'identity.person', { id: ID }],
    [
      'given roles',
      { method: 'PATCH', path: `${PATH}/${ID}`, body: { grants: WATCHER, known: [] } },
      'identity.grant',
      { id: ID, grants: WATCHER, known: [] },
    ],
    ['removed', { method: 'DELETE', path: `${PATH}/${ID}` }, 'identity.remove', { id: ID }],
    ['signed out', { method: 'POST', path: `${PATH}/${ID}/sessions/end` }, 'identity.endSessions', { id: ID }],
  ])('are %s by identity, which is told who asks', async (_what, wish, action, params) => {
    const answer = await call(wish);
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'private, no-store' } });
    expect(JSON.parse(answer.text)).toEqual({ done: action });
    expect(asked).toEqual([[action, { ...params, actor: OPERATOR }]]);
  });

  it('are invited by an operator, and the first one by the data folder', async () => {
    const body = { email: 'a@b.example', grants: [{ role: 'operator' }] };
    const invite = { method: 'POST', path: `${PATH}/invitations`, body } as const;
    expect((await call(invite)).status).toBe(201);
    expect((await call({ ...invite, client: 'first-operator', scope: 'people:first' })).status).toBe(201);
    const nobody = { kind: 'client', id: 'first-operator', grants: [] };
    expect(asked).toEqual([
      ['identity.invite', { actor: OPERATOR, invitation: body }],
      ['identity.invite', { actor: nobody, invitation: body }],
    ]);
  });

  it.each<[string, Wish, number]>([
    ['by a token that may only look', { method: 'DELETE', path: `${PATH}/${ID}`, scope: 'people:read' }, 403],
    ['by the client of the first operator', { client: 'first-operator', scope: 'people:first' }, 403],
    ['by a token without a scope of people', { scope: 'region:apply' }, 403],
  ])('are not worked on %s', async (_who, wish, status) => {
    expect((await call(wish)).status).toBe(status);
    expect(asked).toEqual([]);
  });

  it('are nobody else’s business', async () => {
    expect((await rawCall(running.origin, PATH)).status).toBe(401);
    expect((await rawCall(running.origin, PATH, { headers: { 'x-road-client': OPEN_CLIENT } })).status).toBe(403);
    expect((await call({ scope: 'people:read' })).status).toBe(200);
  });

  it.each<[string, Wish]>([
    ['a role that there is not', { path: `${PATH}?role=king` }],
    ['too long a page', { path: `${PATH}?limit=1000` }],
    ['a limit that is no number', { path: `${PATH}?limit=x` }],
    ['a parameter that there is not', { path: `${PATH}?email=a@b.example` }],
    ['a parameter twice', { path: `${PATH}?role=auditor&role=auditor` }],
    ['an id that is none', { path: `${PATH}/operator` }],
    ['no grants', { method: 'PATCH', path: `${PATH}/${ID}`, body: {} }],
    ['more than grants', { method: 'PATCH', path: `${PATH}/${ID}`, body: { grants: [], status: 'active' } }],
    ['grants that are none', { method: 'PATCH', path: `${PATH}/${ID}`, body: { grants: [{ role: 'king' }] } }],
    [
      'too many',
      {
        method: 'PATCH',
        path: `${PATH}/${ID}`,
        body: { grants: Array.from({ length: 9 }, () => ({ role: 'watcher' })) },
      },
    ],
    ['no body', { method: 'POST', path: `${PATH}/invitations` }],
    ['no JSON', { method: 'POST', path: `${PATH}/invitations`, body: '{' }],
    [
      'an address that is none',
      { method: 'POST', path: `${PATH}/invitations`, body: { email: 'secret', grants: WATCHER } },
    ],
    [
      'a name with a line break',
      { method: 'POST', path: `${PATH}/invitations`, body: { name: 'a\nb', grants: WATCHER } },
    ],
  ])('are not asked for with %s, and the answer repeats nothing of it', async (_what, wish) => {
    const answer = await call(wish);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ code: expect.stringMatching(/^SIMPUL_HTTP_/) });
    for (const given of ['king', 'secret', 'a@b.example']) expect(answer.text).not.toContain(given);
    expect(asked).toEqual([]);
  });
});
