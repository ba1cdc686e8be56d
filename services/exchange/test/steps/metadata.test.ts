import { describe, expect, it } from '@jest/globals';
import type { RegistryObject } from '@simpul/contracts';
import { contractsOfTests } from '../contracts-of-tests.ts';
import { answerMetadata } from '../../src/steps/metadata.ts';
import { beginProgress } from '../../src/steps/progress.ts';
import { lateErrorOf } from '../error-code.ts';
import {
  agreementOf,
  asObject,
  contractOf,
  directoryOf,
  EXCHANGE_ID,
  PROVIDER,
  requestOf,
  SERVICE_ID,
  serviceOf,
} from '../sample-region.ts';

const contracts = contractsOfTests();
const REST_ID = `${PROVIDER}/files`;
const document = {
  openapi: '3.1.0',
  info: { title: 't', version: '1' },
  servers: [{ url: 'http://10.0.0.7/api' }],
  paths: {
    '/permits/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      get: { responses: {} },
      delete: { responses: {} },
    },
    '/permits': { post: { responses: {} } },
  },
};
const region = [
  asObject.service(serviceOf(SERVICE_ID, { type: 'OPENAPI' })),
  asObject.contract({ ...contractOf(SERVICE_ID, document), mediaType: 'application/openapi+json' }),
  asObject.service(serviceOf(REST_ID)),
  asObject.service(serviceOf('ID-LA/GOV/DPMPTSP/other/permits')),
];

const noToken = () => Promise.reject(new Error('no token is checked here'));

function ask(what: string, subsystem = PROVIDER, more: readonly RegistryObject[] = []) {
  const progress = beginProgress(requestOf({ target: `/r1/${subsystem}/${what}` }), 'ID-LA');
  return answerMetadata(progress, {
    directory: directoryOf(...region, ...more),
    tokens: { verify: noToken, read: noToken, refuseDenied: () => undefined },
    audience: '',
    contracts,
    exampleOf: () => Promise.resolve(undefined),
    versionHeaders: () => [],
    spendQuota: () => {
      throw new Error('metadata costs no quota');
    },
    regionDay: () => '2026-06-15',
    isOpen: () => true,
    isStale: () => false,
  });
}

async function servicesOf(what: string, ...more: readonly RegistryObject[]): Promise<unknown> {
  return JSON.parse(Buffer.from((await ask(what, PROVIDER, more)).body).toString());
}

const described = (code: string, type: string, endpoints: readonly (readonly [string, string])[]) => ({
  xroad_instance: 'ID-LA',
  member_class: 'GOV',
  member_code: 'DPMPTSP',
  subsystem_code: 'sicantik',
  service_code: code,
  object_type: 'SERVICE',
  service_type: type,
  endpoint_list: endpoints.map(([method, path]) => ({ method, path })),
});

describe('listMethods', () => {
  it('names every service of the subsystem with its endpoints, whoever asks', async () => {
    const answer = await ask('listMethods');
    expect(answer.status).toBe(200);
    expect(answer.headers.slice(0, 2)).toEqual(['Content-Type', 'application/json']);
    expect(answer.headers).toEqual(expect.arrayContaining(['x-road-service', `${PROVIDER}/listMethods`, EXCHANGE_ID]));
    expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual({
      service: [
        described('permits', 'OPENAPI', [
          ['DELETE', '/permits/{id}'],
          ['GET', '/permits/{id}'],
          ['POST', '/permits'],
        ]),
        described('files', 'REST', [['*', '**']]),
      ],
    });
  });
});

describe('allowedMethods', () => {
  const agreedOn = (service: string, ...endpoints: { method: 'GET' | '*'; path: string }[]) =>
    asObject.agreement(agreementOf({ service, ...(endpoints.length === 0 ? {} : { endpoints }) }));

  it('leaves out services without an agreement', async () => {
    await expect(servicesOf('allowedMethods', agreedOn(REST_ID))).resolves.toEqual({
      service: [described('files', 'REST', [['*', '**']])],
    });
  });

  it('names the endpoints that an agreement covers', async () => {
    const agreement = agreedOn(SERVICE_ID, { method: 'GET', path: '/permits/*' });
    await expect(servicesOf('allowedMethods', agreement)).resolves.toEqual({
      service: [described('permits', 'OPENAPI', [['GET', '/permits/{id}']])],
    });
  });

  it('names the agreed endpoints of a service without a contract', async () => {
    const agreement = agreedOn(REST_ID, { method: 'GET', path: '/reports/*' }, { method: '*', path: '/drafts/**' });
    await expect(servicesOf('allowedMethods', agreement)).resolves.toEqual({
      service: [
        described('files', 'REST', [
          ['GET', '/reports/*'],
          ['*', '/drafts/**'],
        ]),
      ],
    });
  });

  it.each<[string, Parameters<typeof agreementOf>[0]]>([
    ['expired', { validUntil: '2026-06-14' }],
    ['suspended', { status: 'suspended' }],
  ])('does not count an agreement that is %s', async (_, changes) => {
    await expect(servicesOf('allowedMethods', asObject.agreement(agreementOf(changes)))).resolves.toEqual({
      service: [],
    });
  });

  it('counts an agreement for a represented party, and several purposes', async () => {
    const represented = asObject.agreement(agreementOf({ onBehalfOf: 'ID-LA/GOV/SETDA' }));
    const other = asObject.agreement(agreementOf({ id: 'PKS-2', purpose: { code: 'lain', text: { id: 'l' } } }));
    const { service } = (await servicesOf('allowedMethods', represented, other)) as { service: unknown[] };
    expect(service).toHaveLength(1);
  });
});

describe('getOpenAPI', () => {
  it.each([
    'getOpenAPI?serviceCode=permits',
    'getOpenAPI?SERVICECODE=permits',
    'getOpenAPI?serviceCode=files&servicecode=permits',
  ])('%s gives the contract without the provider’s address', async (what) => {
    const { status, headers, body } = await ask(what);
    expect(status).toBe(200);
    expect(headers.slice(0, 2)).toEqual(['Content-Type', 'application/openapi+json']);
    expect(JSON.parse(Buffer.from(body).toString())).toEqual({ ...document, servers: [{ url: '/api' }] });
  });

  it.each([
    ['getOpenAPI', 'SIMPUL_SERVICE_CODE_MISSING', 'Missing serviceCode in message body'],
    ['getOpenAPI?serviceCode=none', 'SIMPUL_SERVICE_DESCRIPTION_UNKNOWN', `Service not found: ${PROVIDER}/none`],
    ['getOpenAPI?serviceCode=files', 'SIMPUL_SERVICE_DESCRIPTION_NONE', 'Invalid service type: REST'],
  ])('%s ends with %s and the message that clients rely on', async (what, code, message) => {
    const error = await lateErrorOf(ask(what));
    expect([error.code, error.message]).toEqual([code, message]);
    expect(error.definition.status).toBe(500);
  });
});

describe('metadata of a subsystem that is not there', () => {
  it.each(['listMethods', 'allowedMethods', 'getOpenAPI?serviceCode=x'])('%s is refused', async (what) => {
    expect((await lateErrorOf(ask(what, 'ID-LA/GOV/NONE/none'))).code).toBe('SIMPUL_SERVICE_MEMBER_UNKNOWN');
  });
});
