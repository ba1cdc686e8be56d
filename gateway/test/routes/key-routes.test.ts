import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { KEY, SimpulError } from '@simpul/errors';
import { type RawAnswer, rawCall } from '@simpul/testing';
import { createProver, type Prover } from '../support/prover.ts';
import { PUBLIC_URL, runGateway, type RunningGateway } from '../support/running-gateway.ts';

const SIAK = 'ID-LA/GOV/1871-DISDUKCAPIL/siak';
const KEYS = '/identity/v1/subsystems/GOV/1871-DISDUKCAPIL/siak/keys';
const REQUESTS = '/identity/v1/key-requests';
const LOCAL = 'GOV/1871-DISDUKCAPIL/siak';
const KID = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k';
const JWK = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
const SELF = { kind: 'client', id: SIAK, grants: [] };
const OPERATOR = { kind: 'client', id: 'sandbox-operator', grants: [{ role: 'operator' }] };

let running: RunningGateway;
let prover: Prover;
let asked: unknown[];
beforeAll(async () => {
  running = await runGateway();
  prover = await createProver();
});
afterAll(() => running.stop());
beforeEach(() => {
  asked = [];
  running.behind.keys = (action, params) => {
    asked.push([action, params]);
    return { answered: action };
  };
});

interface Call {
  readonly client?: string;
  readonly method?: string;
  readonly body?: unknown;
}

async function call(
  path: string,
  { client = 'sandbox-operator', method = 'POST', body }: Call = {},
): Promise<RawAnswer> {
  const token = await running.issuer.token({ client, audience: `${PUBLIC_URL}/api`, jkt: prover.jkt });
  const url = PUBLIC_URL + path.replace(/\?.*$/, '');
  const dpop = await prover.prove({ method, url, token });
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  return rawCall(running.origin, path, {
    method,
    headers: { authorization: `DPoP ${token}`, dpop, ...json },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

describe('the API of keys', () => {
  it.each<[string, Call, number, string, object]>([
    [KEYS, { client: SIAK, method: 'GET' }, 200, 'identity.listKeys', { subsystem: LOCAL, actor: SELF }],
    [
      KEYS,
      { client: SIAK, body: { jwk: JWK, proof: 'p', replaces: { kid: KID, until: 1 } } },
      201,
      'identity.addKey',
      { subsystem: LOCAL, jwk: JWK, proof: 'p', replaces: { kid: KID, until: 1 }, actor: SELF },
    ],
    [
      `${KEYS}/${KID}/revoke`,
      { body: { reason: 'lost' } },
      200,
      'identity.revokeKey',
      { subsystem: LOCAL, kid: KID, reason: 'lost', actor: OPERATOR },
    ],
    [REQUESTS, { method: 'GET' }, 200, 'identity.keyRequests', { actor: OPERATOR }],
    [`${REQUESTS}?state=open`, { method: 'GET' }, 200, 'identity.keyRequests', { state: 'open', actor: OPERATOR }],
    [
      REQUESTS,
      { body: { subsystem: LOCAL, jwk: JWK } },
      201,
      'identity.requestKey',
      { subsystem: LOCAL, jwk: JWK, actor: OPERATOR },
    ],
    [`${REQUESTS}/1/approve`, {}, 200, 'identity.decideKey', { id: '1', decision: 'approve', actor: OPERATOR }],
    [
      `${REQUESTS}/1/refuse`,
      { body: { reason: 'no' } },
      200,
      'identity.decideKey',
      { id: '1', decision: 'refuse', reason: 'no', actor: OPERATOR },
    ],
    ['/identity/v1/bus-keys/rotate', {}, 202, 'identity.rotateBusKey', { actor: OPERATOR }],
  ])('%s %j: %i', async (path, sent, status, action, params) => {
    const answer = await call(path, sent);
    expect([answer.status, answer.headers['cache-control']]).toEqual([status, 'private, no-store']);
    expect(asked).toEqual([[action, params]]);
  });

  it.each<[string, Call]>([
    [KEYS, { method: 'GET' }],
    [KEYS, { body: {} }],
    [`${KEYS}/${KID}/revoke`, { body: { reason: 'lost' } }],
    [REQUESTS, { method: 'GET' }],
    [REQUESTS, { body: {} }],
    [`${REQUESTS}/1/approve`, {}],
    ['/identity/v1/bus-keys/rotate', {}],
  ])('%s is closed to whoever has no token', async (path, { method = 'POST', body }) => {
    const { status } = await rawCall(running.origin, path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect([status, asked]).toEqual([401, []]);
  });

  it('takes nobody for another: who acts is never read from what was sent', async () => {
    const body = { subsystem: 'GOV/A/b', kid: 'x', reason: 'lost', actor: OPERATOR };
    await call(`${KEYS}/${KID}/revoke`, { client: SIAK, body });
    expect(asked).toEqual([['identity.revokeKey', { subsystem: LOCAL, kid: KID, reason: 'lost', actor: SELF }]]);
  });

  it.each<[string, Call]>([
    [`${KEYS}/short/revoke`, { body: { reason: 'lost' } }],
    [`${KEYS}/${KID}/revoke`, { body: {} }],
    [`${KEYS}/${KID}/revoke`, { body: { reason: 'lost', more: 1 } }],
    [`${KEYS}/${KID}/revoke`, { body: ['reason'] }],
    [`${KEYS}/${KID}/revoke`, { body: { reason: '\u001b[2J' } }],
    [`${KEYS}/${KID}/revoke`, { body: { reason: 'x'.repeat(201) } }],
    [KEYS, { body: { jwk: 'x', proof: 'p' } }],
    [KEYS.replace('/GOV/', '/GOV%2FA/'), { method: 'GET' }],
    [KEYS.replace('siak', 'si%20ak'), { method: 'GET' }],
    [`${REQUESTS}?state=other`, { method: 'GET' }],
    [`${REQUESTS}?unknown=1`, { method: 'GET' }],
  ])('%s %j is refused as badly written', async (path, sent) => {
    const { status, text } = await call(path, sent);
    expect([status, text]).toEqual([400, expect.stringContaining('SIMPUL_HTTP_BAD_REQUEST')]);
    expect(asked).toEqual([]);
  });

  it('answers with the service’s refusal as a problem', async () => {
    running.behind.keys = () => {
      throw new SimpulError(KEY.REVOKED, { params: { kid: KID } });
    };
    const { status, headers, text } = await call(REQUESTS, { body: { subsystem: LOCAL, jwk: JWK } });
    expect([status, headers['content-type']]).toEqual([409, 'application/problem+json; charset=utf-8']);
    expect(JSON.parse(text)).toMatchObject({ code: 'SIMPUL_KEY_REVOKED' });
  });

  it('takes no more than a key and a proof', async () => {
    const { status } = await call(KEYS, { body: { jwk: { ...JWK, n: 'n'.repeat(40_000) }, proof: 'p' } });
    expect([status, asked]).toEqual([413, []]);
  });
});
