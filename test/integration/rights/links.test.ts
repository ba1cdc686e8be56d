import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../sandbox/eventually.ts';
import { KEYED, OPEN } from './rights-region.ts';
import { codeOf, type RightsBus, startRightsBus } from './rights-bus.ts';

let bus: RightsBus;
beforeAll(async () => {
  bus = await startRightsBus(['--trusted-proxy', '127.0.0.1']);
});
afterAll(() => bus.stop());

const LINKS = '/registry/v1/subsystems/GOV/KONSUMEN/bertoken/links';
const NEW = { 'If-None-Match': '*' };
const DAY_MS = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const wish = { kind: 'api-key', until: inDays(30), reason: 'Aplikasi tidak dapat memakai token' };

interface Allowed {
  readonly key?: string;
  readonly id: string;
  readonly errors?: readonly { readonly place: string }[];
}
const allow = (code: string, body: object, who = 'operator') =>
  bus.api<Allowed>(who, 'PUT', `${LINKS}/${code}`, { body, headers: NEW });
const called = (service: string, headers: Readonly<Record<string, string>>, client = KEYED) =>
  bus.exchange(service, { client, headers });
/** Waits until a call is answered so: a change is in force within two seconds. */
const until = (status: number, call: () => ReturnType<typeof called>) =>
  eventually(async () => {
    const answer = await call();
    return answer.status === status ? answer : undefined;
  }, 2000);

describe('a legacy link with a key', () => {
  let key = '';
  beforeAll(async () => {
    const { status, body } = await allow('lama', wish);
    if (status !== 201 || body.key === undefined) throw new Error(`no link was allowed: ${status}`);
    key = body.key;
    await until(200, () => called('terbuka', { 'X-Simpul-Key': key }));
  });

  it('opens what holds no personal data, and stands in the record of each exchange', async () => {
    const answer = await called('terbuka', { 'X-Simpul-Key': key });
    await expect(bus.leafOf(answer)).resolves.toMatchObject({ actor: `${KEYED}/lama`, outcome: 'ok' });
    expect(bus.agency.seen.at(-1)?.rawHeaders.join()).not.toContain(key);
  });

  it('does not open a service with personal data', async () => {
    const refused = await called('pribadi', { 'X-Simpul-Key': key });
    expect(codeOf(refused)).toBe('SIMPUL_ACCESS_LEGACY_LINK_REFUSED');
    await expect(bus.leafOf(refused)).resolves.toMatchObject({ actor: `${KEYED}/lama`, type: 'exchange.denied' });
  });

  it('is good for its subsystem only, and for nothing of the bus’s own', async () => {
    for (const client of [OPEN, `${KEYED}x`]) {
      const answer = await called('terbuka', { 'X-Simpul-Key': key }, client);
      expect([answer.status, codeOf(answer)]).toEqual([401, 'SIMPUL_AUTH_KEY_UNKNOWN']);
    }
    const other = await called('terbuka', { 'X-Simpul-Key': `${key}x` });
    expect([other.status, codeOf(other)]).toEqual([401, 'SIMPUL_AUTH_KEY_UNKNOWN']);
  });

  it('is shown without its key ever after, by the API and by the doctor', async () => {
    const list = await bus.api('operator', 'GET', `/registry/v1/links?subsystem=${KEYED}`);
    expect(JSON.stringify(list.body)).toContain(`${KEYED}/lama`);
    expect(JSON.stringify(list.body)).not.toMatch(/keyDigest|simpul_/);
    const said = await bus.doctor();
    expect(said).toContain(`${KEYED}/lama`);
    expect(said).not.toContain(key);
  });

  it('ends at once when it is removed', async () => {
    const list = await bus.api<{ items: { id: string; revision: number }[] }>('operator', 'GET', '/registry/v1/links');
    const revision = list.body.items.find(({ id }) => id === `${KEYED}/lama`)?.revision ?? 0;
    const stale = await bus.api('operator', 'DELETE', `${LINKS}/lama`, { headers: { 'If-Match': '"1"' } });
    expect(stale.status).toBe(412);
    const gone = await bus.api('operator', 'DELETE', `${LINKS}/lama`, { headers: { 'If-Match': `"${revision}"` } });
    expect(gone.status).toBe(204);
    await until(401, () => called('terbuka', { 'X-Simpul-Key': key }));
  });
});

describe('a legacy link by address', () => {
  it('takes the address that a trusted proxy saw, and believes nobody else', async () => {
    const addressed = { kind: 'ip', addresses: ['192.0.2.0/28'], until: inDays(30), reason: 'Perangkat lama' };
    expect((await allow('alamat', addressed)).status).toBe(201);
    const from = (address: string) => () => called('terbuka', { 'X-Forwarded-For': address });
    const answer = await until(200, from('192.0.2.5'));
    await expect(bus.leafOf(answer)).resolves.toMatchObject({ actor: `${KEYED}/alamat` });
    // What stands left of the caller's own address is the caller's word.
    for (const address of ['192.0.2.77', '192.0.2.5, 203.0.113.9', 'x', '']) {
      const refused = await from(address)();
      expect([refused.status, codeOf(refused)]).toEqual([401, 'SIMPUL_AUTH_ADDRESS_UNKNOWN']);
    }
  });
});

describe('a legacy link is allowed', () => {
  it('by an operator alone, under no name twice', async () => {
    expect((await allow('dua', wish, 'integrator')).status).toBe(403);
    expect((await allow('dua', wish)).status).toBe(201);
    expect((await allow('dua', wish)).status).toBe(412);
    expect((await bus.api('operator', 'PUT', `${LINKS}/tiga`, { body: wish })).status).toBe(428);
    const nobody = '/registry/v1/subsystems/GOV/KONSUMEN/tiada/links/x';
    expect((await bus.api('operator', 'PUT', nobody, { body: wish, headers: NEW })).status).toBe(404);
  });

  it.each<[string, object, string]>([
    ['without an end', { ...wish, until: undefined }, ''],
    ['for longer than 180 days', { ...wish, until: inDays(200) }, '/until'],
    ['until a day that is over', { ...wish, until: '2020-01-01' }, '/until'],
    ['with a key of one’s own', { ...wish, key: 'rahasia' }, ''],
    ['for a whole network', { kind: 'ip', addresses: ['10.0.0.0/8'], until: inDays(1), reason: 'x' }, '/addresses/0'],
    ['for every address', { kind: 'ip', addresses: ['::/0'], until: inDays(1), reason: 'x' }, '/addresses/0'],
    ['for what is no address', { kind: 'ip', addresses: ['kantor'], until: inDays(1), reason: 'x' }, '/addresses/0'],
  ])('not %s', async (_, body, place) => {
    const { status, body: problem } = await allow('salah', body);
    expect([status, problem.errors?.[0]?.place]).toEqual([422, place]);
  });
});
