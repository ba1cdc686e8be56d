import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, registryList, registryPut } from '@simpul/contracts';
import { agreementOf, lateErrorOf, memberOf, settingsOf } from '../sample-objects.ts';
import { INTEGRATOR, OPERATOR, person, type RunningRegistry, startRegistry } from '../running-registry.ts';

const SYSTEM = { name: { id: 'Sistem' }, link: 'token' };
const SERVICE = { name: { id: 'Layanan' }, type: 'REST', version: '1.0.0', url: 'http://127.0.0.1:9/api' };
const PRINT = 'AB'.repeat(32);

let running: RunningRegistry;
beforeAll(async () => {
  running = await startRegistry([
    settingsOf({ egress: { allow: ['127.0.0.0/8'] } }),
    memberOf('A', 'A', { region: '18.71', egress: { allow: ['127.0.0.1/32'] } }),
    memberOf('B', 'B', { region: '18.72' }),
    {
      kind: 'subsystem',
      id: 'ID-LA/GOV/B/file',
      value: { id: 'ID-LA/GOV/B/file', name: { id: 'f' }, link: 'token', status: 'active', certificates: [] },
    },
    agreementOf('P', { consumer: 'ID-LA/GOV/B/file', service: 'ID-LA/GOV/A/sys/used' }),
  ]);
});
afterAll(() => running.stop());

const codeOf = async (outcome: Promise<unknown>): Promise<string> => (await lateErrorOf(outcome)).code;

describe('who may change what', () => {
  const subsystem: Actor = { kind: 'client', id: 'ID-LA/GOV/A/sys', grants: [] };

  it.each<[string, Parameters<RunningRegistry['api']['create']>, string | undefined]>([
    ['an operator registers members', ['member', 'GOV/M', { name: { id: 'M' }, kind: 'opd' }], undefined],
    [
      'an integrator does not',
      ['member', 'GOV/N', { name: { id: 'N' }, kind: 'opd' }, INTEGRATOR],
      'SIMPUL_DUTY_ROLE_MISSING',
    ],
    ['an integrator registers systems of the own member', ['subsystem', 'GOV/A/own', SYSTEM, INTEGRATOR], undefined],
    ['but not of another one', ['subsystem', 'GOV/B/own', SYSTEM, INTEGRATOR], 'SIMPUL_DUTY_SCOPE_MISSING'],
    [
      'nor one that is suspended',
      ['subsystem', 'GOV/A/s', { ...SYSTEM, status: 'suspended' }, INTEGRATOR],
      'SIMPUL_DUTY_ROLE_MISSING',
    ],
    [
      'an operator of a part of the region stays within it',
      ['subsystem', 'GOV/B/part', SYSTEM, person('operator', '18.71')],
      'SIMPUL_DUTY_SCOPE_MISSING',
    ],
    [
      'also with new members',
      ['member', 'GOV/Z', { name: { id: 'Z' }, kind: 'opd', region: '18.72' }, person('operator', '18.71')],
      'SIMPUL_DUTY_SCOPE_MISSING',
    ],
    [
      'who may register them there',
      ['member', 'GOV/Y', { name: { id: 'Y' }, kind: 'opd', region: '18.71.01' }, person('operator', '18.71')],
      undefined,
    ],
    ['a subsystem changes nothing', ['subsystem', 'GOV/A/x', SYSTEM, subsystem], 'SIMPUL_DUTY_ROLE_MISSING'],
    ['a steward neither', ['subsystem', 'GOV/A/x', SYSTEM, person('data-steward')], 'SIMPUL_DUTY_ROLE_MISSING'],
    [
      'groups are of the whole region',
      ['group', 'g1', { members: [] }, person('operator', '18')],
      'SIMPUL_DUTY_SCOPE_MISSING',
    ],
  ])('%s', async (_, wish, refusal) => {
    const outcome = running.api.create(...wish);
    if (refusal === undefined) await expect(outcome).resolves.toMatchObject({ created: true, managedBy: 'api' });
    else expect(await codeOf(outcome)).toBe(refusal);
  });

  it('keys, status and secrets are changed by operators only', async () => {
    const { api } = running;
    await api.create('subsystem', 'GOV/A/keys', SYSTEM, INTEGRATOR);
    for (const patch of [{ certificates: [PRINT] }, { status: 'suspended' }, { jwks: { keys: [{ kty: 'EC' }] } }]) {
      expect(await codeOf(api.patch('subsystem', 'GOV/A/keys', patch, INTEGRATOR))).toBe('SIMPUL_DUTY_ROLE_MISSING');
    }
    await api.patch('subsystem', 'GOV/A/keys', { name: { id: 'Nama' } }, INTEGRATOR);
    await api.create('service', 'GOV/A/keys/s', SERVICE, INTEGRATOR);
    const connector = { kind: 'rest', auth: { kind: 'header', name: 'X-Key', secret: { file: '/etc/shadow' } } };
    expect(await codeOf(api.patch('service', 'GOV/A/keys/s', { connector }, INTEGRATOR))).toBe(
      'SIMPUL_DUTY_ROLE_MISSING',
    );
    await api.patch('service', 'GOV/A/keys/s', { connector });
  });

  it('what the region file manages stays its own', async () => {
    const { api } = running;
    expect(await codeOf(api.patch('member', 'GOV/A', { name: { id: 'x' } }))).toBe('SIMPUL_REGISTRY_MANAGED_BY_FILE');
    expect(await codeOf(api.remove('subsystem', 'GOV/B/file'))).toBe('SIMPUL_REGISTRY_MANAGED_BY_FILE');
  });
});

describe('what is registered', () => {
  it('is named in the log before it is there, and read as the file would say it', async () => {
    const { api, leaves } = running;
    const made = await api.create('subsystem', 'ID-LA/GOV/A/sys', { ...SYSTEM, code: 'sys', certificates: [PRINT] });
    expect(leaves().at(-1)).toMatchObject({
      type: 'config.subsystem',
      op: 'create GOV/A/sys',
      id: made.record,
      consumer: 'ID-LA/GOV/A/sys',
    });
    await expect(api.read('subsystem', 'GOV/A/sys')).resolves.toMatchObject({
      id: 'ID-LA/GOV/A/sys',
      revision: made.revision,
      managedBy: 'api',
      entry: { ...SYSTEM, code: 'sys', status: 'active', certificates: [PRINT.toLowerCase()] },
    });
  });

  it('may be sent back as it was read, which changes nothing', async () => {
    const { api, leaves } = running;
    const before = leaves().length;
    const { entry, ...given } = await api.read('subsystem', 'GOV/A/sys');
    await expect(api.put('subsystem', 'GOV/A/sys', { ...(entry as object), ...given })).resolves.toEqual({
      entry,
      ...given,
      created: false,
    });
    expect(leaves()).toHaveLength(before);
  });

  it.each<[string, Parameters<RunningRegistry['api']['create']>, { place: string; rule: string }[]]>([
    [
      'unknown and missing members',
      ['subsystem', 'GOV/A/f', { link: 'tokn', more: 1 }],
      [
        { place: '/more', rule: 'unknown' },
        { place: '/name', rule: 'required' },
        { place: '/link', rule: 'enum' },
      ],
    ],
    [
      'another code than that of the address',
      ['subsystem', 'GOV/A/f', { ...SYSTEM, code: 'g' }],
      [{ place: '/code', rule: 'address' }],
    ],
    [
      'a private key',
      ['subsystem', 'GOV/A/f', { ...SYSTEM, jwks: { keys: [{ kty: 'EC', d: 'x' }] } }],
      [{ place: '/jwks/keys/0', rule: 'public-key' }],
    ],
    [
      "another's certificate",
      ['subsystem', 'GOV/A/f', { ...SYSTEM, certificates: [PRINT] }],
      [{ place: '/certificates/0', rule: 'one-owner' }],
    ],
    [
      'one certificate twice',
      ['subsystem', 'GOV/A/f', { ...SYSTEM, certificates: ['CD'.repeat(32), 'cd'.repeat(32)] }],
      [{ place: '/certificates/1', rule: 'one-owner' }],
    ],
    [
      'keys at an address beyond the egress of its member',
      ['subsystem', 'GOV/A/f', { ...SYSTEM, jwksUri: 'https://169.254.169.254/jwks' }],
      [{ place: '/jwksUri', rule: 'egress' }],
    ],
    [
      'keys in two places',
      ['subsystem', 'GOV/A/f', { ...SYSTEM, jwks: { keys: [] }, jwksUri: 'https://keys.example/' }],
      [{ place: '/jwksUri', rule: 'one-source' }],
    ],
    [
      'an address beyond the egress of its member',
      ['service', 'GOV/A/sys/f', { ...SERVICE, url: 'http://127.0.0.2/' }],
      [{ place: '/url', rule: 'egress' }],
    ],
    [
      'an egress beyond that of the region',
      ['member', 'GOV/F', { name: { id: 'F' }, kind: 'opd', egress: { allow: ['10.0.0.0/8', 'x'] } }],
      [
        { place: '/egress/allow/0', rule: 'egress' },
        { place: '/egress/allow/1', rule: 'range' },
      ],
    ],
    ['a group of nobody', ['group', 'g', { members: ['GOV/A/none'] }], [{ place: '/members/0', rule: 'exists' }]],
    [
      'a maintenance without notice',
      ['service', 'GOV/A/sys/f', { ...SERVICE, status: 'maintenance' }],
      [{ place: '/notice', rule: 'required' }],
    ],
    ['no object', ['service', 'GOV/A/sys/f', [1]], [{ place: '', rule: 'type' }]],
  ])('is not %s', async (_, wish, faults) => {
    const error = await lateErrorOf(running.api.create(...wish));
    expect(error.code).toBe('SIMPUL_REGISTRY_INVALID');
    expect(error.faults).toEqual(expect.arrayContaining(faults.map((fault) => expect.objectContaining(fault))));
    expect(error.faults).toHaveLength(faults.length);
  });

  it('has a place: what it belongs to is there', async () => {
    const { api } = running;
    expect(await codeOf(api.create('subsystem', 'GOV/NONE/s', SYSTEM))).toBe('SIMPUL_REGISTRY_UNKNOWN');
    expect(await codeOf(api.create('service', 'GOV/A/none/s', SERVICE))).toBe('SIMPUL_REGISTRY_UNKNOWN');
    expect(await codeOf(api.read('subsystem', 'ID-JB/GOV/A/sys'))).toBe('SIMPUL_REGISTRY_UNKNOWN');
  });

  it('stays while it is needed', async () => {
    const { api } = running;
    await api.create('service', 'GOV/A/sys/used', SERVICE);
    expect(await codeOf(api.remove('service', 'GOV/A/sys/used'))).toBe('SIMPUL_REGISTRY_IN_USE');
    expect(await codeOf(api.remove('subsystem', 'GOV/A/sys'))).toBe('SIMPUL_REGISTRY_IN_USE');
    await api.create('service', 'GOV/A/sys/free', SERVICE);
    await api.remove('service', 'GOV/A/sys/free');
    expect(await codeOf(api.read('version', 'GOV/A/sys/free@1.0.0'))).toBe('SIMPUL_REGISTRY_UNKNOWN');
    expect(running.leaves().at(-1)).toMatchObject({ type: 'config.service', op: 'delete GOV/A/sys/free' });
  });
});

describe('what a writer knows', () => {
  it('must be so: who was slower is told, and loses nothing of the other', async () => {
    const { gateway, api } = running;
    const { revision } = await api.create('subsystem', 'GOV/A/race', SYSTEM);
    const write = (name: string, expected: 'absent' | 'present' | number[]) =>
      gateway.call(registryPut, {
        kind: 'subsystem',
        id: 'GOV/A/race',
        expected,
        body: { ...SYSTEM, name: { id: name } },
        actor: OPERATOR,
      });
    const outcomes = await Promise.allSettled(['one', 'two', 'three'].map((name) => write(name, [revision])));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'SIMPUL_REGISTRY_PRECONDITION_FAILED' } });
    expect(await codeOf(write('four', 'absent'))).toBe('SIMPUL_REGISTRY_PRECONDITION_FAILED');
    await expect(write('five', 'present')).resolves.toMatchObject({ entry: { name: { id: 'five' } } });
  });
});

describe('lists', () => {
  const list = (
    kind: 'member' | 'subsystem',
    filter: { field: string; value: string }[],
    page: { limit?: number; cursor?: string } = {},
  ) => running.gateway.call(registryList, { kind, filter, limit: 100, ...page });

  it('come in pages, in the order of ids, without holes', async () => {
    const all = (await list('subsystem', [])).items.map(({ id }) => id);
    expect(all).toEqual(all.toSorted());
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await list('subsystem', [], { limit: 2, ...(cursor !== undefined && { cursor }) });
      found.push(...items.map(({ id }) => id));
      cursor = next;
    } while (cursor !== undefined);
    expect(found).toEqual(all);
  });

  it('are filtered by members of entries, and say by which', async () => {
    const { items } = await list('subsystem', [
      { field: 'member', value: 'B' },
      { field: 'managedBy', value: 'file' },
    ]);
    expect(items.map(({ id }) => id)).toEqual(['ID-LA/GOV/B/file']);
    const error = await lateErrorOf(list('member', [{ field: 'constructor', value: 'x' }]));
    expect(error.code).toBe('SIMPUL_HTTP_BAD_REQUEST');
    expect(error.message).toContain('class, code, kind, region, managedBy, limit, cursor');
  });
});
