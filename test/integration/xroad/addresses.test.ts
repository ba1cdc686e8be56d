import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { valuesOf } from '@simpul/testing';
import fc from 'fast-check';
import { BASE, CLIENT, INSTANCE, PROVIDER, road } from './support/region.ts';
import { type RoadBus, startRoadBus, typeOf } from './support/road-bus.ts';

const APA = road('apa');
let world: RoadBus;

beforeAll(async () => {
  world = await startRoadBus();
});
afterAll(() => world.stop());
afterEach(() => world.agency.behave(() => ({ body: 'ok' })));

/** Path and query that the provider's system saw for a call. */
async function forwarded(target: string): Promise<string | undefined> {
  const answer = await world.ask(`GET ${target}`);
  expect([target, answer.status]).toEqual([target, 200]);
  return world.seenOf(answer)?.target;
}

/** Type and status of the error that a call ends with, which nobody must have seen. */
async function refused(target: string, headers?: readonly string[]): Promise<string> {
  const answer = await world.ask(`GET ${target}`, headers);
  expect([target, world.seenOf(answer)]).toEqual([target, undefined]);
  return `${answer.status} ${typeOf(answer)}`;
}

describe('B.1, the address', () => {
  it('B1.1 needs instance, class, member, subsystem and service: a subsystem is not optional', async () => {
    const parts = APA.split('/').slice(2);
    expect(parts).toHaveLength(5);
    await expect(forwarded(`/r1/${parts.join('/')}`)).resolves.toBe(BASE);
    for (const short of [4, 3, 1]) {
      await expect(refused(`/r1/${parts.slice(0, short).join('/')}`)).resolves.toBe('400 Client.BadRequest');
    }
    await expect(refused(`/r1//GOV/PENYEDIA/sistem/apa`)).resolves.toBe('400 Client.BadRequest');
  });

  it('B1.2 takes all eight methods, with a body and without', async () => {
    for (const method of ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE']) {
      for (const body of ['', '{"value":42}']) {
        const length = body === '' ? [] : [`Content-Length: ${body.length}`];
        const answer = await world.ask(`${method} ${APA}/x`, length, body);
        const seen = world.seenOf(answer);
        expect([answer.status, seen?.method, seen?.body.toString()]).toEqual([200, method, body]);
      }
    }
  });

  it('B1.3 decodes each identifier by itself', async () => {
    const encoded = '/r1/%49D%2DUJI/GOV/PENYED%49A/%73istem/%61pa/tail';
    await expect(forwarded(encoded)).resolves.toBe(`${BASE}/tail`);
    await expect(refused('/r1/ID-UJI/GOV/PENYEDIA/sistem/%ZZ')).resolves.toBe('400 Client.BadRequest');
    await expect(refused('/r1/ID-UJI/GOV/PENYEDIA/sistem/%ff')).resolves.toBe('400 Client.BadRequest');
  });

  it('B1.4 takes an encoded slash in an identifier for data, which no identifier holds, never for a separator', async () => {
    await expect(refused(`/r1/ID-UJI%2FGOV/PENYEDIA/sistem/apa`)).resolves.toBe('400 Client.BadRequest');
    await expect(refused(`/r1/ID-UJI/GOV/PENYEDIA/sistem%2Fapa/x`)).resolves.toBe('400 Client.BadRequest');
    await expect(refused(APA, [`X-Road-Client: ${CLIENT.replace('/terbuka', '%2Fterbuka')}`])).resolves.toBe(
      '400 Client.InvalidClientIdentifier',
    );
  });

  it('B1.5 passes the path on byte for byte', async () => {
    for (const path of [
      '/a%20b',
      '/%61%2B+;v=1,2',
      "/~!$&'()*+,;=:@",
      '//two//',
      '/trailing/',
      '/%E2%82%AC%e2%82%ac',
    ]) {
      await expect(forwarded(APA + path)).resolves.toBe(BASE + path);
    }
    await expect(forwarded(`${road('data')}/a%2Fb%5Cc`)).resolves.toBe(`${BASE}/a%2Fb%5Cc`);
    const pathCharacters = fc.constantFrom(...Array.from("azAZ09-._~!$&'()*+,;=:@"), '%20', '%C3%A9', '%2B', '%25-');
    const segment = fc.string({ unit: pathCharacters, minLength: 1, maxLength: 12 }).map((text) => `x${text}`);
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { minLength: 1, maxLength: 4 }), async (segments) => {
        const path = `/${segments.join('/')}`;
        await expect(forwarded(APA + path)).resolves.toBe(BASE + path);
      }),
      { numRuns: 30 },
    );
  });

  it('B1.6 passes the query on byte for byte', async () => {
    for (const query of ['?', '?a', '?a=b&a=c&&', '?q=%zz%', '?x=../../y', '?a=/?b=%2F&c=[]"<>|`{}^\\', '?=%00+']) {
      await expect(forwarded(`${APA}/x${query}`)).resolves.toBe(`${BASE}/x${query}`);
    }
    const character = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
    const query = fc.string({ unit: character, maxLength: 40 }).filter((text) => !text.includes('#'));
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        await expect(forwarded(`${APA}?${text}`)).resolves.toBe(`${BASE}?${text}`);
      }),
      { numRuns: 30 },
    );
  });

  it('B1.7 joins the service address and the path with one slash', async () => {
    await expect(forwarded(`${APA}/x`)).resolves.toBe(`${BASE}/x`);
    await expect(forwarded(`${APA}/`)).resolves.toBe(`${BASE}/`);
    await expect(forwarded(APA)).resolves.toBe(BASE);
    await expect(forwarded(`${APA}?q`)).resolves.toBe(`${BASE}?q`);
  });

  it('B1.8 passes a redirect back and does not follow it', async () => {
    world.agency.behave(() => ({ status: 307, headers: { location: '/elsewhere?x=1' } }));
    const before = world.agency.seen.length;
    const answer = await world.ask(`GET ${APA}/x`);
    expect([answer.status, valuesOf(answer, 'location')]).toEqual([307, ['/elsewhere?x=1']]);
    expect(world.agency.seen).toHaveLength(before + 1);
  });

  it('B1.9 refuses other methods', async () => {
    for (const method of ['PROPFIND', 'LOCK', 'QUERY']) {
      const answer = await world.ask(`${method} ${APA}`);
      expect([answer.status, typeOf(answer)]).toEqual([400, 'Client.BadRequest']);
      expect(world.seenOf(answer)).toBeUndefined();
    }
  });

  it('B1.10 takes identifiers of the characters that PR-REST 4.8 allows, 100 of each part', async () => {
    const unknown = '500 Server.ServerProxy.UnknownService';
    const allowed = "AZaz09'()+,-.=?_".replace('?', '%3F');
    await expect(refused(`/r1/${PROVIDER}/${allowed}`)).resolves.toBe(unknown);
    await expect(refused(`/r1/${PROVIDER}/${'a'.repeat(100)}`)).resolves.toBe(unknown);
    await expect(refused(`/r1/${PROVIDER}/${'a'.repeat(101)}`)).resolves.toBe('400 Client.BadRequest');
    for (const other of ['a:b', 'a%3Bb', 'a%25b', 'a%20b', '%C3%A9', 'a%00b', 'a*', '..', '.']) {
      await expect(refused(`/r1/${PROVIDER}/${other}`)).resolves.toBe('400 Client.BadRequest');
    }
    await expect(refused(`/r1/${INSTANCE}/GOV/TIDAK-ADA/x/y`)).resolves.toBe('500 Server.ServerProxy.UnknownMember');
  });
});

describe('B.7, what X-Road got wrong', () => {
  it('B7.1 gives the provider the very path that the agreement was held against', async () => {
    const izin = road('izin');
    const answer = await world.ask(`GET ${izin}/permits/7`);
    expect([answer.status, world.seenOf(answer)?.target]).toEqual([200, `${BASE}/permits/7`]);
    await expect(refused(`${izin}/permits/7%2F8`)).resolves.toBe('400 Client.BadRequest');
    await expect(refused(`${izin}/permits%2F7`)).resolves.toBe('400 Client.BadRequest');
    await expect(refused(`${izin}/permits/7/8`)).resolves.toBe('500 Server.ServerProxy.AccessDenied');
    await expect(refused(`${izin}/%70ermits/7`)).resolves.toBe('500 Server.ServerProxy.AccessDenied');
  });

  it('B7.2 refuses paths that climb, however they are written', async () => {
    for (const path of [
      '/permits/../admin',
      '/permits/./7',
      '/permits/%2e%2e/admin',
      '/permits/.%2E/admin',
      '/permits/%252e%252e/admin',
      '/permits/..;/admin',
      '/permits/..%2fadmin',
      '/permits/..%5cadmin',
      '/permits\\..\\admin',
      '/..',
    ]) {
      for (const service of ['izin', 'apa', 'data']) {
        await expect(refused(road(service) + path)).resolves.toBe('400 Client.BadRequest');
      }
    }
  });
});
