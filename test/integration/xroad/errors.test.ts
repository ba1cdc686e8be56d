import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RawResponse, valuesOf } from '@simpul/testing';
import { CLIENT, NOTICE, road, STRANGER } from './support/region.ts';
import { headerOf, idOf, type RoadBus, startRoadBus, typeOf } from './support/road-bus.ts';

let world: RoadBus;

beforeAll(async () => {
  world = await startRoadBus();
  world.agency.behave(({ target }) => (target.includes('diam') ? 'hang' : target.includes('putus') ? 'cut' : {}));
});
afterAll(() => world.stop());

const denied = (accept?: string): Promise<RawResponse> =>
  world.askBare(`GET ${road('apa')}`, [
    `X-Road-Client: ${STRANGER}`,
    ...(accept === undefined ? [] : [`Accept: ${accept}`]),
  ]);

describe('B.4, errors of the bus', () => {
  it('B4.2 are JSON of type, message and detail, with the type in X-Road-Error', async () => {
    for (const accept of [undefined, '*/*', 'application/json', 'text/html']) {
      const answer = await denied(accept);
      expect(headerOf(answer, 'content-type')).toBe('application/json');
      expect(headerOf(answer, 'x-road-error')).toBe('Server.ServerProxy.AccessDenied');
      expect(JSON.parse(answer.body.toString())).toEqual({
        type: 'Server.ServerProxy.AccessDenied',
        message: expect.any(String),
        detail: idOf(answer),
      });
    }
  });

  it('B4.3 are XML where Accept names an XML type anywhere: the first one is the answer\u2019s', async () => {
    for (const [accept, type] of [
      ['text/xml', 'text/xml'],
      ['application/xml', 'application/xml'],
      ['text/*', 'text/xml'],
      ['application/json, text/html;q=0.9, APPLICATION/XML;q=0.1', 'application/xml'],
    ] as const) {
      const answer = await denied(accept);
      expect(headerOf(answer, 'content-type')).toBe(`${type}; charset=utf-8`);
      expect(headerOf(answer, 'x-road-error')).toBe('Server.ServerProxy.AccessDenied');
      expect(answer.body.toString()).toMatch(
        new RegExp(
          `^<\\?xml version="1.0" encoding="UTF-8"\\?>\\s*<error><type>Server.ServerProxy.AccessDenied</type><message>[^<]+</message><detail>${idOf(answer)}</detail></error>$`,
        ),
      );
    }
    const twoLines = await world.askBare(`GET ${road('apa')}`, ['Accept: application/json', 'Accept: text/xml']);
    expect(headerOf(twoLines, 'content-type')).toBe('text/xml; charset=utf-8');
  });

  it('B4.4 have a detail under which the log of the process holds them when the answer comes', async () => {
    const answer = await denied();
    const { detail } = JSON.parse(answer.body.toString()) as { detail: string };
    expect(world.logOf(detail).map(({ code }) => code)).toContain('SIMPUL_ACCESS_NO_AGREEMENT');
  });

  it('B4.5 have status 400 for Client.* and 500 otherwise', async () => {
    for (const [line, headers, status, type] of [
      ['GET /r1/a/b', [], 400, 'Client.BadRequest'],
      [`GET ${road('apa')}`, ['X-Road-Client: a/b'], 400, 'Client.InvalidClientIdentifier'],
      [`GET ${road('apa')}`, ['X-Road-Security-Server: a/b/c/d'], 400, 'Client.InvalidSecurityServer'],
      [`GET ${road('izin')}/permits/x`, [], 400, 'Client.InvalidRequest'],
      [`GET ${road('tidak-ada')}`, [], 500, 'Server.ServerProxy.UnknownService'],
      ['GET /r1/ID-UJI/GOV/X/y/z', [], 500, 'Server.ServerProxy.UnknownMember'],
      [`GET ${road('wakil')}`, [], 500, 'Server.ServerProxy.AccessDenied'],
    ] as const) {
      const answer = await world.ask(line, headers);
      expect([line, answer.status, headerOf(answer, 'x-road-error')]).toEqual([line, status, type]);
    }
  });

  it('B4.6 keep 401, with a challenge', async () => {
    const answer = await world.askBare(`GET ${road('apa')}`, ['X-Road-Client: ID-UJI/GOV/KONSUMEN/bertoken']);
    expect([answer.status, typeOf(answer)]).toEqual([401, 'Server.ClientProxy.SslAuthenticationFailed']);
    expect(valuesOf(answer, 'www-authenticate')[0]).toMatch(/^DPoP /);
  });

  it('B4.7 carry the notice of a disabled service', async () => {
    const answer = await world.ask(`GET ${road('tutup')}`);
    expect([answer.status, typeOf(answer)]).toEqual([500, 'Server.ServerProxy.ServiceDisabled']);
    expect(answer.body.toString()).toContain(NOTICE);
  });

  it('B4.8 say NetworkError of a system that is not there and IOError of one that does not answer', async () => {
    for (const [service, type] of [
      ['mati', 'Server.ServerProxy.NetworkError'],
      ['lambat/diam', 'Server.ServerProxy.IOError'],
      ['apa/putus', 'Server.ServerProxy.IOError'],
    ] as const) {
      const answer = await world.ask(`POST ${road(service)}`);
      expect([service, answer.status, typeOf(answer)]).toEqual([service, 500, type]);
    }
  });

  it('B4.9 carry X-Road-Id and X-Road-Request-Id', async () => {
    const answer = await world.askBare(`GET ${road('apa')}`, [`X-Road-Client: ${STRANGER}`, 'X-Road-Id: nomor-2']);
    expect(headerOf(answer, 'x-road-id')).toBe('nomor-2');
    expect(idOf(answer)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('B7.3 come as XML also from the first step, where nothing of the request was read yet', async () => {
    const answer = await world.askBare(`GET ${road('apa')}`, [
      `X-Road-Client: ${CLIENT}`,
      'X-Simpul-Purpose: a',
      'X-Simpul-Purpose: b',
      'Accept: text/xml',
    ]);
    expect([answer.status, headerOf(answer, 'content-type')]).toEqual([400, 'text/xml; charset=utf-8']);
    expect(answer.body.toString()).toContain('<type>Client.BadRequest</type>');
  });
});
