import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createM2mClient,
  launchSimpul,
  type LaunchedSimpul,
  type M2mClient,
  rawCall,
  temporaryFolder,
} from '@simpul/testing';
import { join } from 'node:path';
import { writeRegion } from './support/region.ts';

/** The sandbox's clients, and the scopes that each may have (design 04). */
const CLIENTS = {
  operator: ['registry:write', 'registry:approve', 'region:apply', 'people:write'],
  integrator: ['registry:request'],
  steward: ['registry:request', 'registry:approve'],
  auditor: ['audit:read', 'people:read'],
} as const;
type Name = keyof typeof CLIENTS;
const FORBIDDEN = 'SIMPUL_HTTP_FORBIDDEN';

interface Operation {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}
type Document = Readonly<{ paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }>;

/** An operation that asks who calls. */
interface Guarded {
  readonly method: string;
  readonly target: string;
  readonly name: string;
  /** Scopes of which one is enough; empty where any token will do. */
  readonly scopes: readonly string[];
}

const folder = temporaryFolder();
let bus: LaunchedSimpul;
let guarded: readonly Guarded[];
const clients = new Map<Name, Promise<M2mClient>>();
const tokens = new Map<string, Promise<string>>();

beforeAll(async () => {
  const region = writeRegion(folder.path, 'http://127.0.0.1:9');
  bus = await launchSimpul({ region, data: join(folder.path, 'data') });
  const { text } = await rawCall(bus.url, '/openapi.json?lang=en');
  guarded = operationsOf(JSON.parse(text) as Document);
});
afterAll(async () => {
  await bus.stop();
  folder.remove();
});

/** Operations of the published document that nobody may use without a token. */
function operationsOf({ paths }: Document): Guarded[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { operationId: name, security }]) => {
      const isPublic = security.length === 0 || security.some((each) => Object.keys(each).length === 0);
      if (isPublic) return [];
      const scopes = security.flatMap(({ token = [] }) => token);
      return [{ method: method.toUpperCase(), target: path.replaceAll(/\{\w+\}/g, 'tidak-ada'), name, scopes }];
    }),
  );
}

function clientOf(name: Name): Promise<M2mClient> {
  const keyFile = join(bus.data, 'credentials', `${name}.jwk`);
  const known = clients.get(name) ?? createM2mClient({ url: bus.url, clientId: `sandbox-${name}`, keyFile });
  clients.set(name, known);
  return known;
}

/** Calls an operation with a token that has one scope, of a client that may have it. */
async function callWith({ method, target }: Guarded, scope: string) {
  const name = (Object.keys(CLIENTS) as Name[]).find((each) => CLIENTS[each].some((own) => own === scope));
  if (name === undefined) throw new Error(`no client has ${scope}`);
  const client = await clientOf(name);
  const token = tokens.get(scope) ?? client.token(`${bus.url}/api`, { scope });
  tokens.set(scope, token);
  return call(method, target, await client.proofHeaders(await token, method, bus.url + target));
}

async function call(method: string, target: string, headers: Readonly<Record<string, string>> = {}) {
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const answer = await rawCall(bus.url, target, {
    method,
    headers: { ...headers, ...(hasBody && { 'content-type': 'application/json' }) },
    ...(hasBody && { body: '{}' }),
  });
  const isProblem = String(answer.headers['content-type']).startsWith('application/problem+json');
  const code = isProblem ? (JSON.parse(answer.text) as { code: string }).code : '';
  return { status: answer.status, code, challenge: String(answer.headers['www-authenticate']) };
}

const ALL_SCOPES = [...new Set(Object.values(CLIENTS).flat())];
/** What a failed row of the table says. */
const row = ({ name }: Guarded, found: object) => ({ name, ...found });

describe('every operation of the published document that asks who calls', () => {
  it('there are many, and every scope is needed by one', () => {
    expect(guarded.length).toBeGreaterThan(50);
    const needed = new Set(guarded.flatMap(({ scopes }) => scopes));
    expect([...needed].filter((scope) => scope !== 'people:first').toSorted()).toEqual(ALL_SCOPES.toSorted());
    const changes = guarded.filter(({ method, target }) => method !== 'GET' && target.startsWith('/registry/v1/'));
    expect(changes.filter(({ scopes }) => scopes.length === 0)).toEqual([]);
  });

  it('answers 401 without a token', async () => {
    for (const operation of guarded) {
      const { status, challenge } = await call(operation.method, operation.target);
      expect(row(operation, { status, challenge })).toEqual(
        row(operation, { status: 401, challenge: expect.stringMatching(/^DPoP error="invalid_token"/) }),
      );
    }
  });

  it('answers 403 to a token with any scope but those that it needs, and names one of them', async () => {
    for (const operation of guarded.filter(({ scopes }) => scopes.length > 0)) {
      for (const wrong of ALL_SCOPES.filter((scope) => !operation.scopes.includes(scope))) {
        const found = await callWith(operation, wrong);
        expect(row(operation, { wrong, ...found })).toEqual(
          row(operation, {
            wrong,
            status: 403,
            code: FORBIDDEN,
            challenge: expect.stringMatching(
              new RegExp(`^DPoP error="insufficient_scope", .*scope="(${operation.scopes.join('|')})"`),
            ),
          }),
        );
      }
    }
  });

  it('lets in a token with each scope that it needs', async () => {
    for (const operation of guarded) {
      const enough = operation.scopes.length === 0 ? ALL_SCOPES.slice(0, 1) : operation.scopes;
      for (const scope of enough.filter((each) => each !== 'people:first')) {
        const { status, code } = await callWith(operation, scope);
        expect(row(operation, { scope, isLetIn: status !== 401 && code !== FORBIDDEN, status, code })).toEqual(
          row(operation, { scope, isLetIn: true, status, code }),
        );
      }
    }
  });
});
