import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CITY, OPEN } from './rights-region.ts';
import { codeOf, type RightsBus, startRightsBus } from './rights-bus.ts';

let bus: RightsBus;
beforeAll(async () => {
  bus = await startRightsBus();
});
afterAll(() => bus.stop());

const asked = (version: string) => ({ 'X-Simpul-Version': version });

describe('several versions side by side', () => {
  it('answer each consumer with that of its agreement, and the log says which', async () => {
    const old = await bus.exchange('izin/lama');
    expect([old.status, old.headers['x-simpul-version']]).toEqual([200, '1.4.0']);
    expect(bus.agency.seen.at(-1)?.target).toBe('/v1/lama');
    await expect(bus.leafOf(old)).resolves.toMatchObject({ version: '1.4.0', outcome: 'ok' });
    const fresh = await bus.exchange('izin/baru', { client: CITY });
    expect([fresh.status, fresh.headers['x-simpul-version']]).toEqual([200, '2.0.0']);
    expect(bus.agency.seen.at(-1)?.target).toBe('/izin/baru');
    await expect(bus.leafOf(fresh)).resolves.toMatchObject({ version: '2.0.0' });
  });

  it('are each held to their own contract', async () => {
    expect(codeOf(await bus.exchange('izin/baru'))).toBe('SIMPUL_CONTRACT_PATH_UNKNOWN');
    expect(codeOf(await bus.exchange('izin/lama', { client: CITY }))).toBe('SIMPUL_CONTRACT_PATH_UNKNOWN');
  });

  it('say of a deprecated one since when, until when and where more is said (RFC 9745, RFC 8594)', async () => {
    const { headers } = await bus.exchange('izin/lama');
    // 2026-01-01 begins at 17:00 UTC the day before in Asia/Jakarta; 2099-12-31 ends at 17:00 UTC.
    expect(headers['deprecation']).toBe('@1767200400');
    expect(headers['sunset']).toBe('Thu, 31 Dec 2099 17:00:00 GMT');
    expect(headers['link']).toMatch(
      /\/registry\/v1\/services\/GOV\/PENYEDIA\/sistem\/izin\/versions\/1\.4\.0>; rel="deprecation"/,
    );
    const fresh = await bus.exchange('izin/baru', { client: CITY });
    expect([fresh.headers['deprecation'], fresh.headers['sunset']]).toEqual([undefined, undefined]);
  });

  it('answer by name where the agreement covers them, and in state sandbox where the region is one', async () => {
    const named = await bus.exchange('izin/baru', { client: CITY, headers: asked('2.0.0') });
    expect(named.status).toBe(200);
    const tried = await bus.exchange('izin/uji', { client: CITY, headers: asked('2.1.0') });
    expect([tried.status, tried.headers['x-simpul-version']]).toEqual([200, '2.1.0']);
  });

  it.each([
    ['9.9.9', 'SIMPUL_SERVICE_VERSION_UNKNOWN', 'in force: 2.0.0, 1.4.0'],
    ['3.0.0', 'SIMPUL_SERVICE_VERSION_CLOSED', 'draft'],
    ['0.9.0', 'SIMPUL_SERVICE_VERSION_CLOSED', 'retired'],
    ['4.0.0', 'SIMPUL_SERVICE_VERSION_CLOSED', 'active from 2098-01-01'],
    ['2.0.0', 'SIMPUL_SERVICE_VERSION_NOT_AGREED', 'PKS-IZIN-1'],
  ])('are refused by name: %s, %s', async (version, code, said) => {
    const refused = await bus.exchange('izin/lama', { headers: asked(version) });
    expect(codeOf(refused)).toBe(code);
    expect(refused.text).toContain(said);
  });
});

describe('metadata of a service with several versions', () => {
  const endpoints = async (what: string, client = OPEN): Promise<unknown> => {
    const answer = await bus.exchange(what, { client });
    const { service } = JSON.parse(answer.text) as { service: { service_code: string; endpoint_list: object[] }[] };
    return service
      .find(({ service_code }) => service_code === 'izin')
      ?.endpoint_list.map((each) => Object.values(each));
  };
  const all = (path: string) => [
    ['DELETE', path],
    ['GET', path],
    ['POST', path],
  ];

  it('is of the version in force, of that of the agreement, or of the one that is asked for', async () => {
    await expect(endpoints('listMethods')).resolves.toEqual(all('/baru'));
    await expect(endpoints('listMethods?version=1.4.0')).resolves.toEqual(all('/lama'));
    await expect(endpoints('listMethods?version=0.9.0')).resolves.toBeUndefined();
    await expect(endpoints('allowedMethods')).resolves.toEqual(all('/lama'));
    await expect(endpoints('allowedMethods', CITY)).resolves.toEqual(all('/baru'));
  });

  it('holds the contract of each', async () => {
    const paths = async (query: string): Promise<unknown> => {
      const answer = await bus.exchange(`getOpenAPI?serviceCode=izin${query}`);
      return answer.status === 200 ? Object.keys((JSON.parse(answer.text) as { paths: object }).paths) : answer.status;
    };
    await expect(paths('')).resolves.toEqual(['/baru']);
    await expect(paths('&version=1.4.0')).resolves.toEqual(['/lama']);
    await expect(paths('&version=0.9.0')).resolves.toBe(500);
  });
});

describe('a service without a system behind it', () => {
  it('answers from its contract in a sandbox, marked, recorded, and held to everything else', async () => {
    const before = bus.agency.seen.length;
    const answer = await bus.exchange('contoh/izin');
    expect([answer.status, answer.text, answer.headers['x-simpul-sandbox']]).toEqual([
      200,
      '{"status":"terbit"}',
      'examples',
    ]);
    await expect(bus.leafOf(answer)).resolves.toMatchObject({ type: 'exchange.closed', outcome: 'ok', attempts: 0 });
    expect(bus.agency.seen).toHaveLength(before);
    const made = await bus.exchange('contoh/izin', { method: 'POST', body: { nomor: '1' } });
    expect([made.status, typeof (JSON.parse(made.text) as { status: unknown }).status]).toEqual([201, 'string']);
    const wrong = await bus.exchange('contoh/izin', { method: 'POST', body: { nomor: 1 } });
    expect(codeOf(wrong)).toBe('SIMPUL_CONTRACT_BODY_INVALID');
    expect(codeOf(await bus.exchange('contoh/izin', { client: CITY }))).toBe('SIMPUL_ACCESS_NO_AGREEMENT');
    const none = await bus.exchange('contoh/izin', { method: 'DELETE' });
    expect([none.status, codeOf(none)]).toEqual([503, 'SIMPUL_SERVICE_NO_BACKEND']);
  });
});
