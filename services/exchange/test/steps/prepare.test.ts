import { describe, expect, it } from '@jest/globals';
import type { AccessToken, AccessTokenVerifier } from '@simpul/bus';
import type { Agreement, ExchangeRequest, RegistryObject } from '@simpul/contracts';
import { AUTH, SimpulError } from '@simpul/errors';
import { contractsOfTests } from '../contracts-of-tests.ts';
import { prepare, type PrepareExchangeDeps, parse } from '../../src/steps/prepare.ts';
import { beginProgress } from '../../src/steps/progress.ts';
import { errorOf, lateErrorOf } from '../error-code.ts';
import {
  agreementOf,
  asObject,
  CONSUMER,
  contractOf,
  directoryOf,
  PROVIDER,
  requestOf,
  SERVICE_ID,
  serviceOf,
  settings,
  subsystemOf,
} from '../sample-region.ts';

const contracts = contractsOfTests();
const NIK = { name: 'nik', in: 'path', required: true, schema: { type: 'string' } };
const document = {
  openapi: '3.1.0',
  info: { title: 't', version: '1' },
  paths: {
    '/permits/{nik}': { get: { parameters: [NIK, { name: 'x', in: 'query', schema: {} }], responses: {} } },
    '/permits': {
      post: {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { type: 'object', required: ['nik'] } } },
        },
        responses: {},
      },
    },
  },
};
const withContract = [
  asObject.service(serviceOf(SERVICE_ID, { type: 'OPENAPI' })),
  asObject.contract(contractOf(SERVICE_ID, document)),
];

/** Tokens that are read so; a denied one is found out after the registry's reasons. */
function tokensOf(read: AccessTokenVerifier['read'], denied = false): AccessTokenVerifier {
  return {
    verify: read,
    read,
    refuseDenied() {
      if (denied) throw new SimpulError(AUTH.TOKEN_INVALID, { params: { reason: 'it was revoked' } });
    },
  };
}

function run(
  request: ExchangeRequest,
  objects: readonly RegistryObject[] = [],
  more: Partial<PrepareExchangeDeps> = {},
  body = '',
) {
  const progress = beginProgress(request, 'ID-LA');
  const spent: Agreement[] = [];
  const deps: PrepareExchangeDeps = {
    directory: directoryOf(...objects),
    tokens: tokensOf(() => Promise.reject(new Error('no token is checked here'))),
    audience: 'https://bus.example/r1',
    contracts,
    exampleOf: () => Promise.resolve(undefined),
    versionHeaders: () => [],
    spendQuota: async (agreement) => void spent.push(agreement),
    regionDay: (zone) => (zone === 'Asia/Jakarta' ? '2026-06-15' : 'another zone'),
    isOpen: () => true,
    isStale: () => false,
    signatureKeys: { isStale: () => false, find: async () => undefined },
    publicUrl: 'https://bus.example',
    ...more,
  };
  return { prepared: prepare(Buffer.from(body), progress, deps), progress, spent };
}

const refused = async (...args: Parameters<typeof run>): Promise<string> =>
  (await lateErrorOf(run(...args).prepared)).code.replace('SIMPUL_', '');

describe('a request is read in one way', () => {
  it.each<[string, Partial<ExchangeRequest>]>([
    ['REQUEST_METHOD_UNSUPPORTED', { method: 'CONNECT' }],
    ['REQUEST_METHOD_UNSUPPORTED', { method: 'get' }],
    ['REQUEST_TARGET_INVALID', { target: '/r1/a/b' }],
    ['REQUEST_PATH_AMBIGUOUS', { target: `/r1/${SERVICE_ID}/a/%2e%2e/b` }],
    ['REQUEST_CLIENT_MISSING', { road: { client: '' } }],
    ['REQUEST_CLIENT_INVALID', { road: { client: 'ID-LA/GOV/DISDUK' } }],
    ['REQUEST_HEADER_INVALID', { road: { representedParty: 'ID-LA/GOV/SETDA' } }],
    ['REQUEST_HEADER_INVALID', { road: { representedParty: '' } }],
  ])('or refused: %s', (code, more) => {
    expect(errorOf(() => parse(requestOf(more))).code).toBe(`SIMPUL_${code}`);
  });
});

describe('a request that may go ahead', () => {
  it('is resolved, granted, counted and matched; its operation is that of the contract', async () => {
    const { prepared, progress, spent } = run(
      requestOf({ target: `/r1/${SERVICE_ID}/permits/18%2071?x=1` }),
      withContract,
    );
    await expect(prepared).resolves.toMatchObject({
      consumer: { id: CONSUMER },
      target: { path: '/permits/18%2071', query: 'x=1' },
      entry: { service: { id: SERVICE_ID } },
      grant: { pattern: '/**' },
      pathParameters: new Map([['nik', '18%2071']]),
    });
    expect(progress.op).toBe('GET /permits/{nik}');
    expect(spent.map(({ id }) => id)).toEqual(['PKS-1']);
  });

  it('has the pattern of its agreement for an operation where there is no contract', async () => {
    const agreement = asObject.agreement(agreementOf({ endpoints: [{ method: 'GET', path: '/permits/*' }] }));
    const { prepared, progress } = run(requestOf(), [agreement]);
    await expect(prepared).resolves.toMatchObject({ operation: undefined, json: undefined });
    expect(progress.op).toBe('GET /permits/*');
  });

  it('brings its body parsed', async () => {
    const request = requestOf({
      method: 'POST',
      target: `/r1/${SERVICE_ID}/permits`,
      road: { contentType: 'application/json' },
    });
    await expect(run(request, withContract, {}, '{"nik":"1"}').prepared).resolves.toMatchObject({ json: { nik: '1' } });
  });

  it('may have a body as large as the service takes', async () => {
    await expect(run(requestOf(), [], {}, 'x'.repeat(1024)).prepared).resolves.toBeDefined();
  });

  it('may name the bus’s own security server', async () => {
    const road = { securityServer: 'ID-LA/GOV/DISKOMINFO/simpul-1' };
    await expect(run(requestOf({ road })).prepared).resolves.toBeDefined();
  });

  it('may hold encoded slashes where the service takes them for data', async () => {
    const service = asObject.service(serviceOf(SERVICE_ID, { encodedSlash: 'data' }));
    await expect(run(requestOf({ target: `/r1/${SERVICE_ID}/a%2Fb` }), [service]).prepared).resolves.toBeDefined();
  });
});

describe('a request is refused', () => {
  const service = (more: Parameters<typeof serviceOf>[1]) => [asObject.service(serviceOf(SERVICE_ID, more))];

  it.each<[string, Partial<ExchangeRequest>, readonly RegistryObject[], Partial<PrepareExchangeDeps>, string]>([
    ['AUTHORITY_STALE', {}, [], { isStale: () => true }, ''],
    ['REQUEST_SECURITY_SERVER_INVALID', { road: { securityServer: 'ID-LA/GOV/X/y' } }, [], {}, ''],
    ['SERVICE_MEMBER_UNKNOWN', { target: '/r1/ID-LA/GOV/X/y/z' }, [], {}, ''],
    ['SERVICE_UNKNOWN', { target: `/r1/${PROVIDER}/nothing` }, [], {}, ''],
    ['SERVICE_SUSPENDED', {}, [asObject.subsystem(subsystemOf(PROVIDER, { status: 'suspended' }))], {}, ''],
    ['SERVICE_DISABLED', {}, service({ status: 'disabled' }), {}, ''],
    ['SERVICE_MAINTENANCE', {}, service({ status: 'maintenance' }), {}, ''],
    ['REQUEST_PATH_AMBIGUOUS', { target: `/r1/${SERVICE_ID}/a%2Fb` }, [], {}, ''],
    ['REQUEST_BODY_TOO_LARGE', {}, [], {}, 'x'.repeat(1025)],
    ['ACCESS_NO_AGREEMENT', {}, [asObject.agreement(agreementOf({ consumer: PROVIDER }))], {}, ''],
    ['ACCESS_AGREEMENT_NOT_YET', {}, [asObject.agreement(agreementOf({ validFrom: '2026-06-16' }))], {}, ''],
    ['ACCESS_PURPOSE_DENIED', { road: { purpose: 'lain' } }, [], {}, ''],
    ['ACCESS_REPRESENTATION_DENIED', { road: { representedParty: 'GOV/SETDA' } }, [], {}, ''],
    ['CONTRACT_PATH_UNKNOWN', { target: `/r1/${SERVICE_ID}/other` }, withContract, {}, ''],
    ['CONTRACT_METHOD_UNKNOWN', { method: 'HEAD' }, withContract, {}, ''],
    ['CONTRACT_BODY_INVALID', { method: 'POST', target: `/r1/${SERVICE_ID}/permits` }, withContract, {}, ''],
    ['AUTH_TOKEN_MISSING', {}, [asObject.settings({ ...settings, mode: 'production' })], {}, ''],
  ])('%s', async (code, more, objects, deps, body) => {
    expect(await refused(requestOf(more), objects, deps, body)).toBe(code);
  });

  it('before its quota is spent, and after its operation is known', async () => {
    const { prepared, progress, spent } = run(requestOf({ target: `/r1/${SERVICE_ID}/other` }), withContract);
    await lateErrorOf(prepared);
    expect([progress.consumer, progress.entry?.service.id, progress.op]).toEqual([CONSUMER, SERVICE_ID, 'GET /**']);
    expect(spent).toHaveLength(1);
    const denied = run(requestOf({ road: { purpose: 'lain' } }));
    await lateErrorOf(denied.prepared);
    expect(denied.spent).toEqual([]);
  });
});

describe('a token pinned to a purpose', () => {
  const subsystem = asObject.subsystem(subsystemOf(CONSUMER, { link: 'token' }));
  const both = [
    subsystem,
    asObject.agreement(agreementOf({ id: 'PKS-2', purpose: { code: 'statistik', text: { id: 's' } } })),
  ];
  const token: AccessToken = {
    clientId: CONSUMER,
    subject: CONSUMER,
    audience: 'https://bus.example/r1',
    scopes: [],
    grants: undefined,
    boundTo: { jkt: 'k' },
    purpose: 'statistik',
    issuedAt: 1_999_999_700,
    expiresAt: 2_000_000_000,
  };
  const credential = { link: 'token', token: 't', proof: { jkt: 'k', jti: 'j' } } as const;
  const tokens = tokensOf(() => Promise.resolve(token));

  it('that was denied is refused, unless the registry has a reason of its own', async () => {
    const denied = tokensOf(() => Promise.resolve(token), true);
    expect(await refused(requestOf({ credential }), both, { tokens: denied })).toBe('AUTH_TOKEN_INVALID');
    const suspended = asObject.subsystem(subsystemOf(CONSUMER, { link: 'token', status: 'suspended' }));
    expect(await refused(requestOf({ credential }), [...both, suspended], { tokens: denied })).toBe(
      'AUTH_CLIENT_SUSPENDED',
    );
  });

  it('chooses the agreement', async () => {
    const { prepared } = run(requestOf({ credential }), both, { tokens });
    await expect(prepared).resolves.toMatchObject({ grant: { agreement: { id: 'PKS-2' } } });
  });

  it('takes no other purpose', async () => {
    expect(await refused(requestOf({ credential, road: { purpose: 'verifikasi' } }), both, { tokens })).toBe(
      'AUTH_PURPOSE_PINNED',
    );
  });
});
