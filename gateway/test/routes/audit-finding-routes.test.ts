import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { auditFindings, Params, Role } from '@simpul/contracts';
import { HTTP } from '@simpul/errors';
import { type RawAnswer, rawCall } from '@simpul/testing';
import type { TokenParts } from '../support/token-issuer.ts';
import { createProver, type Prover } from '../support/prover.ts';
import { OPEN_CLIENT, PUBLIC_URL, runGateway, type RunningGateway } from '../support/running-gateway.ts';

const PATH = '/audit/v1/findings';
const FINDING = { id: 'f', kind: 'integrity', at: 1, log: 'L', index: 7, detail: 'leaf 7: changed' } as const;
let running: RunningGateway;
let prover: Prover;
let asked: Params<typeof auditFindings> | undefined;

beforeAll(async () => {
  running = await runGateway();
  prover = await createProver();
});
afterAll(() => running.stop());
beforeEach(() => {
  asked = undefined;
  running.behind.findings = (params) => {
    asked = params;
    return { findings: [FINDING], next: 'n' };
  };
});

function look(query = '', scope = 'audit:read'): Promise<RawAnswer> {
  return lookWith({ client: 'inspektorat', scope }, query);
}

async function lookWith(who: Omit<TokenParts, 'audience' | 'jkt'>, query = ''): Promise<RawAnswer> {
  const token = await running.issuer.token({ ...who, audience: `${PUBLIC_URL}/api`, jkt: prover.jkt });
  const dpop = await prover.prove({ method: 'GET', url: PUBLIC_URL + PATH, token });
  return rawCall(running.origin, PATH + query, { headers: { authorization: `DPoP ${token}`, dpop } });
}

describe('findings', () => {
  it('are answered to an auditor, and kept by nobody on the way', async () => {
    const answer = await look();
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'private, no-store' } });
    expect(JSON.parse(answer.text)).toEqual({ findings: [FINDING], next: 'n' });
    expect(asked).toEqual({ filter: {}, limit: 100, asker: { id: 'inspektorat', auditor: true } });
  });

  it('are answered to a person by role, whom audit is told to be a person', async () => {
    const id = '01890a5d-ac96-774b-bcce-b302099a8057';
    const as = (role: Role) => lookWith({ client: 'simpul-cli', scope: 'roles', person: { id, roles: [{ role }] } });
    expect(await as('operator')).toMatchObject({ status: HTTP.FORBIDDEN.status });
    expect(asked).toBeUndefined();
    expect(await as('auditor')).toMatchObject({ status: 200 });
    expect(asked?.asker).toEqual({ id, auditor: true, person: true });
  });

  it('are asked for with every filter that there is', async () => {
    await look('?kind=source-gap&from=2026-01-02T03:04:05Z&to=1767225600000&limit=5&cursor=z');
    expect(asked).toMatchObject({
      filter: { kind: 'source-gap', from: Date.UTC(2026, 0, 2, 3, 4, 5), to: 1767225600000 },
      limit: 5,
      cursor: 'z',
    });
  });

  it('are for auditors only', async () => {
    expect((await look('', 'region:write')).status).toBe(403);
    expect((await rawCall(running.origin, PATH, { headers: { 'x-road-client': OPEN_CLIENT } })).status).toBe(403);
    expect((await rawCall(running.origin, PATH)).status).toBe(401);
    expect(asked).toBeUndefined();
  });

  it.each(['kind=x', 'kind=', 'kind=integrity&kind=integrity', 'limit=0', 'from=soon', 'consumer=a'])(
    'are refused for %s, without a look',
    async (query) => {
      const answer = await look(`?${query}`);
      expect([answer.status, JSON.parse(answer.text)]).toEqual([
        400,
        expect.objectContaining({ code: HTTP.BAD_REQUEST.code }),
      ]);
      expect(asked).toBeUndefined();
    },
  );
});
