import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { eventually } from '../sandbox/eventually.ts';
import { OPEN_CONSUMER, type SandboxBus, startSandboxBus } from '../sandbox/sandbox-bus.ts';
import {
  anchored,
  clientsInJson,
  clientsInXml,
  contractSays,
  contractsOf,
  listed,
  methodsOf,
  offered,
  registered,
  type Told,
} from './metadata-views.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(120_000);

const CONTRACT = readFileSync(resolve(import.meta.dirname, '../../../infra/sandbox/newcomer/antrean.yaml'), 'utf8');
const SYSTEM = 'GOV/1871-DPMPTSP/antrean';
const SERVICE = `${SYSTEM}/nomor`;
const CONSUMER = 'GOV/1871-DISDUKCAPIL/siak';
/** Every kind of consumer: named, of groups, open, and without any agreement. */
const CONSUMERS = [
  OPEN_CONSUMER,
  CONSUMER,
  'GOV/1871-DINSOS/siks',
  'GOV/1871-DPMPTSP/sicantik',
  'GOV/18-DINKES/siranap',
];

let bus: SandboxBus;
beforeAll(async () => {
  bus = await startSandboxBus();
});
afterAll(() => bus.stop());

interface Agreement {
  readonly id: string;
  readonly consumer: string;
  readonly service: string;
  readonly status: string;
  readonly endpoints?: readonly { readonly method: string; readonly path: string }[];
}

/** Calls `/registry/v1` as one of the sandbox's officials. */
async function change(who: string, method: string, path: string, body: unknown, headers = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'application/yaml' : 'application/json';
  const answer = await bus.api(who, `/registry/v1/${path}`, {
    method,
    headers: { 'content-type': type, ...headers },
    body: text,
  });
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return JSON.parse(answer.text) as { id: string };
}
const NEW = { 'if-none-match': '*' };
const ANY = { 'if-match': '*' };

/** Whether a pattern of an agreement covers an operation: `*` is a segment, `**` any rest; `{name}` is one segment. */
function covers({ method, path }: { method: string; path: string }, operation: string): boolean {
  const [its = '', template = ''] = operation.split(' ');
  const pattern = path
    .split('/')
    .map((segment) =>
      segment === '**' ? '.*' : segment === '*' ? '[^/]+' : segment.replaceAll(/[{}.]/g, String.raw`\$&`),
    )
    .join('/');
  return ['*', its].includes(method) && new RegExp(`^${pattern}$`).test(template);
}

/** What a consumer may call, by the agreements that the registry lists. */
async function agreed(consumer: string, offers: readonly Told[]): Promise<Told[]> {
  const groups = await listed<{ id: string; members: string[] }>(bus, 'groups');
  const names = groups.filter(({ members }) => members.includes(`ID-LA/${consumer}`)).map(({ id }) => `group:${id}`);
  const agreements = await listed<Agreement>(bus, 'agreements?status=active');
  const own = agreements.filter((each) => [`ID-LA/${consumer}`, ...names].includes(each.consumer));
  return offers.flatMap((offer) => {
    const rights = own.filter(({ service }) => service === offer.id);
    const endpoints = offer.endpoints.filter((operation) =>
      rights.some(({ endpoints: some }) => some === undefined || some.some((one) => covers(one, operation))),
    );
    return endpoints.length === 0 ? [] : [{ ...offer, endpoints }];
  });
}

/** Holds everything that tells of members, services and rights against each other. */
async function expectAgreement(): Promise<Told[]> {
  const parties = await registered(bus);
  expect(await clientsInJson(bus)).toEqual(parties);
  expect(await clientsInXml(bus)).toEqual(parties);
  const subsystems = parties.filter(({ id }) => id.split('/').length === 4).map(({ id }) => id);
  const told = await methodsOf(bus, 'listMethods', { consumer: OPEN_CONSUMER, subsystems });

  const catalogue = await offered(bus);
  expect(told.map(({ id, type }) => ({ id, hasContract: type === 'OPENAPI' }))).toEqual(await anchored(bus));
  expect(catalogue.map(({ id, hasContract }) => ({ id, hasContract }))).toEqual(await anchored(bus));
  const known = new Map((await listed(bus, 'services')).map(({ id, type }) => [id, type]));
  for (const { id, type } of told) expect([id, known.get(id)]).toEqual([id, type]);
  for (const { id, version } of catalogue) {
    const contracts = await contractsOf(bus, id);
    const says = { version, endpoints: told.find((each) => each.id === id)?.endpoints };
    expect([id, contractSays(contracts.road)]).toEqual([id, says]);
    expect([id, contractSays(contracts.registry)]).toEqual([id, says]);
  }
  const providers = [...new Set(told.map(({ id }) => id.slice(0, id.lastIndexOf('/'))))];
  for (const consumer of CONSUMERS) {
    const allowed = await methodsOf(bus, 'allowedMethods', { consumer, subsystems: providers });
    expect([consumer, allowed]).toEqual([consumer, await agreed(consumer, told)]);
  }
  return told;
}

const find = (told: readonly Told[]): Told | undefined => told.find(({ id }) => id === `ID-LA/${SERVICE}`);

/** Waits until `listMethods` or `allowedMethods` of the new system tells this many operations. */
const settled = (what: 'listMethods' | 'allowedMethods', operations: number) =>
  eventually(async () => {
    const { status, text } = await bus.call(CONSUMER, SYSTEM, `/${what}`);
    if (status !== 200) return undefined;
    const { service } = JSON.parse(text) as { service: { endpoint_list: unknown[] }[] };
    return service.flatMap(({ endpoint_list: list }) => list).length === operations ? true : undefined;
  });

describe('X-Road’s metadata services, the registry’s lists, DCAT and RFC 9727 tell the same', () => {
  it('of the sandbox as it starts', async () => {
    const told = await expectAgreement();
    expect(told).toHaveLength(6);
    expect(find(told)).toBeUndefined();
  });

  it('after a system registers a service, of which nobody hears while it is a draft', async () => {
    await change(
      'integrator',
      'PUT',
      `subsystems/${SYSTEM}`,
      { name: { id: 'Antrean & <loket>' }, link: 'token' },
      NEW,
    );
    const service = { name: { id: 'Nomor' }, type: 'OPENAPI', version: '1.0.0' };
    await change('integrator', 'PUT', `services/${SERVICE}`, service, NEW);
    await change('integrator', 'PUT', `services/${SERVICE}/versions/1.0.0/contract`, CONTRACT, NEW);
    await settled('listMethods', 0);
    expect(find(await expectAgreement())).toBeUndefined();
  });

  it('after it is published', async () => {
    await change('integrator', 'PATCH', `services/${SERVICE}/versions/1.0.0`, { state: 'active' }, ANY);
    await settled('listMethods', 1);
    expect(find(await expectAgreement())?.endpoints).toEqual(['GET /loket/{loket}']);
  });

  it('after a new version is published', async () => {
    const more = `${CONTRACT.replace('version: 1.0.0', 'version: 1.1.0')}  /loket:
    get:
      operationId: semuaLoket
      summary: Semua loket
      description: Semua loket
      responses:
        '200': { description: Semua loket }
`;
    await change('integrator', 'PUT', `services/${SERVICE}/versions/1.1.0`, { state: 'draft' }, NEW);
    await change('integrator', 'PUT', `services/${SERVICE}/versions/1.1.0/contract`, more, NEW);
    await change('integrator', 'PATCH', `services/${SERVICE}/versions/1.1.0`, { state: 'active' }, ANY);
    await settled('listMethods', 2);
    expect(find(await expectAgreement())?.endpoints).toEqual(['GET /loket', 'GET /loket/{loket}']);
  });

  let agreement: string;
  it('after an agreement is made', async () => {
    const wish = {
      consumer: CONSUMER,
      service: SERVICE,
      endpoints: [{ method: 'GET', path: '/loket/*' }],
      purpose: { code: 'antrean' },
      legalBasis: 'Perpres 95/2018 ps. 33',
    };
    agreement = (await change('integrator', 'POST', 'agreements', wish)).id;
    await expectAgreement();
    for (const who of ['steward', 'operator']) await change(who, 'POST', `agreements/${agreement}/approve`, {});
    await settled('allowedMethods', 1);
    expect(find(await expectAgreement())).toBeDefined();
  });

  it('after it is suspended, and resumed', async () => {
    await change('steward', 'POST', `agreements/${agreement}/suspend`, { reason: 'uji' });
    await settled('allowedMethods', 0);
    expect(find(await expectAgreement())).toBeDefined();
    await change('operator', 'POST', `agreements/${agreement}/resume`, {});
    await settled('allowedMethods', 1);
    await expectAgreement();
  });

  it('after the service is retired', async () => {
    await change('operator', 'POST', `agreements/${agreement}/revoke`, { reason: 'uji' });
    for (const version of ['1.0.0', '1.1.0']) {
      await change('integrator', 'PATCH', `services/${SERVICE}/versions/${version}`, { state: 'retired' }, ANY);
    }
    await settled('listMethods', 0);
    expect(find(await expectAgreement())).toBeUndefined();
  });
});
