import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registryChanges, registryContract, registryList } from '@simpul/contracts';
import { agreementOf, lateErrorOf, memberOf, settingsOf } from '../sample-objects.ts';
import { INTEGRATOR, type RunningRegistry, startRegistry } from '../running-registry.ts';

const S = 'GOV/A/sys/s';
const contract = (version: string, more = ''): string => `openapi: 3.1.0
info: { title: Izin, version: ${version}, description: Status izin }
servers: [{ url: 'https://layanan.example' }]
paths:
  /permits/{nomor}:
    get:
      operationId: getPermit
      summary: Status
      parameters:
        - { name: nomor, in: path, required: true, schema: { type: string, maxLength: 20 } }
${more}      responses:
        '200': { description: ada, content: { application/json: { schema: { type: object, properties: { status: { type: string } } } } } }
`;
const NEW_DUTY = `        - { name: tahun, in: query, required: true, schema: { type: integer } }\n`;

let running: RunningRegistry;
beforeAll(async () => {
  running = await startRegistry([
    settingsOf({ egress: { allow: ['127.0.0.1/32'] } }),
    memberOf('A'),
    memberOf('B'),
    agreementOf('P', { consumer: 'ID-LA/GOV/B/b', service: 'ID-LA/GOV/A/sys/s', validUntil: '2099-12-31' }),
  ]);
  await running.api.create('subsystem', 'GOV/A/sys', { name: { id: 'Sistem' } });
});
afterAll(() => running.stop());

const codeOf = async (outcome: Promise<unknown>): Promise<string> => (await lateErrorOf(outcome)).code;
const version = (name: string) => `${S}@${name}`;
const publish = (name: string, more: object = {}) =>
  running.api.patch('version', version(name), { state: 'active', ...more }, INTEGRATOR);
const defaultOf = async () => ((await running.api.read('service', S)).entry as { version: string }).version;

describe('the versions of a service', () => {
  it('begin with a draft that nobody is answered by, in the same change as the service', async () => {
    await running.api.create(
      'service',
      S,
      { name: { id: 'Izin' }, type: 'OPENAPI', version: '1.0.0', url: 'http://127.0.0.1:9' },
      INTEGRATOR,
    );
    await expect(running.api.read('version', version('1.0.0'))).resolves.toMatchObject({
      entry: { version: '1.0.0', state: 'draft' },
    });
    expect(await codeOf(publish('1.0.0'))).toBe('SIMPUL_REGISTRY_TRANSITION');
  });

  it('need a contract that can be used; what is wrong with one is named by line and rule', async () => {
    const error = await lateErrorOf(
      running.api.contract(S, '1.0.0', contract('1.0.0').replace('type: string', 'type: strin')),
    );
    expect(error.code).toBe('SIMPUL_CONTRACT_INVALID');
    expect(error.faults[0]).toMatchObject({ rule: expect.any(String), line: expect.any(Number) });
    const kept = await running.api.contract(S, '1.0.0', contract('1.0.0'), INTEGRATOR);
    expect(kept).toMatchObject({ version: '1.0.0', created: true });
    expect(running.leaves().at(-1)).toMatchObject({
      type: 'config.contract',
      op: `create ${version('1.0.0')}`,
      request: { digest: kept.digest },
    });
    await expect(running.gateway.call(registryContract, { service: S, version: '1.0.0' })).resolves.toMatchObject({
      digest: kept.digest,
    });
  });

  it('are published in one step, with a leaf, and their contract is then fixed', async () => {
    const { record } = await publish('1.0.0');
    expect(running.leaves().at(-1)).toMatchObject({
      type: 'config.version',
      id: record,
      op: `update ${version('1.0.0')} draft to active`,
      version: '1.0.0',
    });
    expect(await codeOf(running.api.contract(S, '1.0.0', contract('1.0.0')))).toBe('SIMPUL_REGISTRY_CONTRACT_FIXED');
    await expect(running.gateway.call(registryContract, { service: S })).resolves.toMatchObject({ version: '1.0.0' });
  });

  it('stand side by side; the newest one that is in force answers by default', async () => {
    await running.api.create('version', version('1.1.0'), {}, INTEGRATOR);
    await running.api.contract(S, '1.1.0', contract('1.1.0'));
    expect(await defaultOf()).toBe('1.0.0');
    await publish('1.1.0', { from: '2099-01-01' });
    expect(await defaultOf()).toBe('1.0.0');
    await publish('1.1.0', { from: null });
    expect(await defaultOf()).toBe('1.1.0');
    const { items } = await running.gateway.call(registryList, { kind: 'version', of: S, filter: [], limit: 10 });
    expect(items.map(({ entry }) => entry)).toMatchObject([{ version: '1.0.0' }, { version: '1.1.0' }]);
  });

  it('that break the one in use are refused under its first number, and need a day under a higher one', async () => {
    for (const name of ['1.2.0', '2.0.0']) {
      await running.api.create('version', version(name), {}, INTEGRATOR);
      await running.api.contract(S, name, contract(name, NEW_DUTY));
    }
    const error = await lateErrorOf(publish('1.2.0'));
    expect(error.code).toBe('SIMPUL_REGISTRY_BREAKING');
    expect(error.faults).not.toEqual([]);
    expect(await codeOf(publish('2.0.0'))).toBe('SIMPUL_REGISTRY_TRANSITION');
    await publish('2.0.0', { from: '2099-01-01' });
    expect(await defaultOf()).toBe('1.1.0');
  });

  it('end: with a last day first, and not while an agreement has no other', async () => {
    expect(await codeOf(running.api.patch('version', version('1.0.0'), { state: 'deprecated' }))).toBe(
      'SIMPUL_REGISTRY_TRANSITION',
    );
    await running.api.patch('version', version('1.0.0'), { state: 'deprecated', sunset: '2099-06-01' });
    await expect(running.api.read('version', version('1.0.0'))).resolves.toMatchObject({
      entry: { state: 'deprecated', sunset: '2099-06-01', deprecatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    });
    await running.api.patch('version', version('1.0.0'), { state: 'retired' });
    expect(await codeOf(running.api.patch('version', version('1.1.0'), { state: 'retired' }))).toBe(
      'SIMPUL_REGISTRY_IN_USE',
    );
    expect(await codeOf(running.api.patch('version', version('1.0.0'), { state: 'active' }))).toBe(
      'SIMPUL_REGISTRY_TRANSITION',
    );
  });

  it('that were in use stay known; drafts may go', async () => {
    expect(await codeOf(running.api.remove('version', version('1.0.0')))).toBe('SIMPUL_REGISTRY_IN_USE');
    await running.api.remove('version', version('1.2.0'));
    const { changed, deleted } = await running.gateway.call(registryChanges, { since: 0, limit: 1000 });
    expect(deleted).toEqual(
      expect.arrayContaining([
        { kind: 'contract', id: `ID-LA/${version('1.2.0')}` },
        { kind: 'version', id: `ID-LA/${version('1.2.0')}` },
      ]),
    );
    expect(changed.filter(({ kind }) => kind === 'version')).toHaveLength(3);
  });
});
