import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RawResponse, valuesOf } from '@simpul/testing';
import { CLIENT, INSTANCE, PLAIN_SERVICES, PROVIDER, road, STRANGER } from './support/region.ts';
import { headerOf, type RoadBus, startRoadBus } from './support/road-bus.ts';
import { requestHash } from './support/request-hash.ts';

let world: RoadBus;

beforeAll(async () => {
  world = await startRoadBus();
});
afterAll(() => world.stop());

const json = (answer: RawResponse): unknown => JSON.parse(answer.body.toString());
const memberId = (code: string) => ({
  object_type: 'MEMBER',
  xroad_instance: INSTANCE,
  member_class: 'GOV',
  member_code: code,
});
const subsystem = (code: string, name: string, subsystemCode: string, subsystemName: string) => ({
  id: { ...memberId(code), object_type: 'SUBSYSTEM', subsystem_code: subsystemCode },
  name,
  subsystem_name: subsystemName,
});
const KONSUMEN = 'Konsumen & <Mitra>';
const service = (code: string, type: string, endpoints: readonly (readonly [string, string])[]) => ({
  xroad_instance: INSTANCE,
  member_class: 'GOV',
  member_code: 'PENYEDIA',
  subsystem_code: 'sistem',
  service_code: code,
  object_type: 'SERVICE',
  service_type: type,
  endpoint_list: endpoints.map(([method, path]) => ({ method, path })),
});
const byCode = (a: { service_code: string }, b: { service_code: string }): number =>
  a.service_code.localeCompare(b.service_code);
const services = (answer: RawResponse): unknown => {
  const { service: list, ...rest } = json(answer) as { service: { service_code: string }[] };
  expect(rest).toEqual({});
  return list.toSorted(byCode);
};

describe('B.5, listClients', () => {
  const id = (code: string, more = ''): string =>
    `<id:xRoadInstance>${INSTANCE}</id:xRoadInstance><id:memberClass>GOV</id:memberClass><id:memberCode>${code}</id:memberCode>${more}`;

  it('B5.1 is XML by default', async () => {
    for (const accept of [[], ['Accept: */*'], ['Accept: text/html']]) {
      const answer = await world.askBare('GET /listClients', accept);
      expect([answer.status, headerOf(answer, 'content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
      const text = answer.body.toString();
      expect(text).toContain(
        `<xrd:member><xrd:id id:objectType="SUBSYSTEM">${id('KONSUMEN', '<id:subsystemCode>terbuka</id:subsystemCode>')}</xrd:id><xrd:name>Konsumen &amp; &lt;Mitra&gt;</xrd:name><xrd:subsystemName>Terbuka</xrd:subsystemName></xrd:member>`,
      );
      expect(text).toContain(
        `<xrd:member><xrd:id id:objectType="MEMBER">${id('TANPA')}</xrd:id><xrd:name>Tanpa sistem</xrd:name></xrd:member>`,
      );
      expect(text).toMatch(
        /^<\?xml [^>]*\?>\s*<xrd:clientList [^>]*xmlns:xrd="http:\/\/x-road.eu\/xsd\/xroad.xsd"[^>]*>/,
      );
    }
  });

  it('B5.2 is JSON where Accept holds application/json; what is not there is left out', async () => {
    const answer = await world.askBare('GET /listClients', ['Accept: text/xml;q=1.0, application/json;q=0.9']);
    expect(headerOf(answer, 'content-type')).toBe('application/json; charset=utf-8');
    const { member } = json(answer) as { member: object[] };
    expect(member).toHaveLength(7);
    expect(member).toEqual(
      expect.arrayContaining([
        { id: memberId('TANPA'), name: 'Tanpa sistem' },
        { id: memberId('KONSUMEN'), name: KONSUMEN },
        subsystem('KONSUMEN', KONSUMEN, 'terbuka', 'Terbuka'),
        subsystem('PENYEDIA', 'Penyedia', 'sistem', 'Sistem'),
      ]),
    );
  });

  it('B5.3 may be asked for one instance', async () => {
    const count = async (query: string): Promise<number> => {
      const answer = await world.askBare(`GET /listClients${query}`, ['Accept: application/json']);
      return (json(answer) as { member: object[] }).member.length;
    };
    await expect(count(`?xRoadInstance=${INSTANCE}`)).resolves.toBe(7);
    await expect(count('?xRoadInstance=')).resolves.toBe(7);
    await expect(count('?xRoadInstance=EE')).resolves.toBe(0);
  });
});

describe('B.5, services of a subsystem', () => {
  const IZIN = [
    ['GET', '/permits/{number}'],
    ['POST', '/permits'],
  ] as const;
  const ALL = [
    ...PLAIN_SERVICES.map((code) => service(code, 'REST', [['*', '**']])),
    service('izin', 'OPENAPI', IZIN),
  ].toSorted(byCode);

  it('B5.4 are listed by listMethods to every registered client, with or without a right', async () => {
    for (const client of [CLIENT, STRANGER]) {
      const answer = await world.askBare(`GET ${road('listMethods')}`, [`X-Road-Client: ${client}`]);
      expect([answer.status, headerOf(answer, 'content-type')]).toEqual([200, 'application/json']);
      expect(services(answer)).toEqual(ALL);
    }
  });

  it('B5.5 are listed by allowedMethods as far as the client may call them', async () => {
    const own = await world.ask(`GET ${road('allowedMethods')}`);
    expect(services(own)).toEqual(
      [
        ...PLAIN_SERVICES.map((code) => service(code, 'REST', [['*', '**']])),
        service('izin', 'OPENAPI', [['GET', '/permits/{number}']]),
      ].toSorted(byCode),
    );
    const none = await world.askBare(`GET ${road('allowedMethods')}`, [`X-Road-Client: ${STRANGER}`]);
    expect([none.status, services(none)]).toEqual([200, []]);
  });

  it('B5.6 do not hold the metadata services themselves', async () => {
    const text = (await world.ask(`GET ${road('listMethods')}`)).body.toString();
    for (const code of ['listMethods', 'allowedMethods', 'getOpenAPI']) expect(text).not.toContain(code);
  });

  it('B5.7 need X-Road-Client and a subsystem that exists', async () => {
    const anonymous = await world.askBare(`GET ${road('listMethods')}`);
    expect([anonymous.status, headerOf(anonymous, 'x-road-error')]).toEqual([400, 'Client.BadRequest']);
    const unknown = await world.ask(`GET /r1/${INSTANCE}/GOV/PENYEDIA/lain/listMethods`);
    expect([unknown.status, headerOf(unknown, 'x-road-error')]).toEqual([500, 'Server.ServerProxy.UnknownMember']);
  });

  it('B5.8 are asked for with GET only', async () => {
    for (const method of ['POST', 'PUT', 'HEAD', 'OPTIONS']) {
      for (const code of ['listMethods', 'allowedMethods', 'getOpenAPI']) {
        const answer = await world.ask(`${method} ${road(code)}`);
        expect([method, answer.status, headerOf(answer, 'x-road-error')]).toEqual([
          method,
          500,
          'Server.ServerProxy.UnknownService',
        ]);
      }
    }
  });

  it('B5.9 come with the headers of any answer of the bus, and without those of the caller', async () => {
    for (const target of [road('listMethods'), road('allowedMethods'), `${road('getOpenAPI')}?serviceCode=izin`]) {
      const answer = await world.ask(`GET ${target}`, ['X-Road-Id: nomor-3', 'X-Pribadi: rahasia', 'Cookie: a=1']);
      expect(answer.status).toBe(200);
      expect(JSON.stringify(answer.headers)).not.toMatch(/rahasia|a=1/);
      expect(headerOf(answer, 'x-road-id')).toBe('nomor-3');
      expect(headerOf(answer, 'x-road-client')).toBe(CLIENT);
      expect(headerOf(answer, 'x-road-service')).toBe(`${PROVIDER}/${target.split('/').at(-1)?.split('?')[0]}`);
      const kept = ['X-Road-Client', CLIENT, 'X-Road-Id', 'nomor-3', 'X-Pribadi', 'rahasia', 'Cookie', 'a=1'];
      const requestId = headerOf(answer, 'x-road-request-id');
      expect(headerOf(answer, 'x-road-request-hash')).toBe(requestHash({ method: 'GET', target, kept, requestId }));
    }
  });
});

describe('B.5, getOpenAPI', () => {
  const ask = (query: string): Promise<RawResponse> => world.ask(`GET ${road('getOpenAPI')}${query}`);
  const message = (answer: RawResponse): string => (json(answer) as { message: string }).message;

  it('B5.10 gives the contract under its own media type, its servers cut to their path unless it has variables', async () => {
    const answer = await ask('?serviceCode=izin');
    expect([answer.status, headerOf(answer, 'content-type')]).toEqual([200, expect.stringMatching(/json/)]);
    expect(json(answer)).toMatchObject({
      openapi: '3.0.3',
      servers: [{ url: '/dalam/api' }, { url: 'https://{host}/api' }],
    });
    expect(answer.body.toString()).not.toContain('10.0.0.7');
  });

  it('B5.11 takes the name of its parameter in any case, and its last value', async () => {
    for (const query of [
      '?servicecode=izin',
      '?SERVICECODE=izin',
      '?serviceCode=apa&serviceCode=izin',
      '?x=1&serviceCode=%69zin',
    ]) {
      expect((await ask(query)).status).toBe(200);
    }
    expect((await ask('?serviceCode=izin&serviceCode=tidak-ada')).status).toBe(500);
  });

  it('B5.12 without a service code is InvalidRequest', async () => {
    for (const query of ['', '?', '?serviceCode=', '?code=izin']) {
      const answer = await ask(query);
      expect([answer.status, headerOf(answer, 'x-road-error')]).toEqual([500, 'Server.ServerProxy.InvalidRequest']);
      expect(message(answer)).toMatch(/^Missing serviceCode in message body/);
    }
  });

  it('B5.13 of an unknown service is InternalError, beginning with Service not found', async () => {
    const answer = await ask('?serviceCode=tidak-ada');
    expect([answer.status, headerOf(answer, 'x-road-error')]).toEqual([500, 'Server.ServerProxy.InternalError']);
    expect(message(answer)).toMatch(new RegExp(`^Service not found: ${PROVIDER}/tidak-ada`));
  });

  it('B5.14 of a service without a contract is InternalError, its message just Invalid service type: REST', async () => {
    const answer = await ask('?serviceCode=apa');
    expect([answer.status, headerOf(answer, 'x-road-error')]).toEqual([500, 'Server.ServerProxy.InternalError']);
    // xrdinfo compares it as a whole.
    expect(message(answer)).toBe('Invalid service type: REST');
    expect(valuesOf(answer, 'www-authenticate')).toEqual([]);
  });
});
