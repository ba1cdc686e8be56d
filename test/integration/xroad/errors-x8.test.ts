import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLIENT, NOTICE, road, STRANGER } from './support/region.ts';
import { headerOf, idOf, type RoadBus, startRoadBus } from './support/road-bus.ts';

let world: RoadBus;

beforeAll(async () => {
  world = await startRoadBus({ errorStyle: 'x8' });
  world.agency.behave(() => 'hang');
});
afterAll(() => world.stop());

/** Status and type of a call's error, which must be the same in header and body. */
async function error(line: string, headers: readonly string[] = [], client = CLIENT): Promise<string> {
  const answer = await world.askBare(line, [`X-Road-Client: ${client}`, ...headers]);
  const type = headerOf(answer, 'x-road-error');
  expect(JSON.parse(answer.body.toString())).toMatchObject({ type, detail: idOf(answer) });
  return `${answer.status} ${type}`;
}

describe('B.4, errors in the style of 7.8 and later', () => {
  it('B4.10 are named in lower case with underscores', async () => {
    await expect(error(`GET ${road('apa')}`, [], STRANGER)).resolves.toBe('500 server.serverproxy.access_denied');
    await expect(error(`GET ${road('tidak-ada')}`)).resolves.toBe('500 server.serverproxy.unknown_service');
    await expect(error('GET /r1/ID-UJI/GOV/X/y/z')).resolves.toBe('500 server.serverproxy.unknown_member');
    await expect(error(`GET ${road('tutup')}`)).resolves.toBe('500 server.serverproxy.service_disabled');
    await expect(error(`GET ${road('mati')}`)).resolves.toBe('500 server.serverproxy.network_error');
  });

  it('B4.11 have the irregular names that X-Road gave them', async () => {
    await expect(error(`GET ${road('lambat')}`)).resolves.toBe('500 server.serverproxy.io_error');
    const keyed = 'ID-UJI/GOV/KONSUMEN/bertoken';
    await expect(error(`GET ${road('apa')}`, [], keyed)).resolves.toBe(
      '401 server.clientproxy.ssl_authentication_failed',
    );
  });

  it('B4.12 have status 500 whatever the type, but for those that say something of their own', async () => {
    await expect(error('GET /r1/a/b')).resolves.toBe('500 client.bad_request');
    await expect(error(`GET ${road('apa')}`, [], 'a/b')).resolves.toBe('500 client.invalid_client_identifier');
    const server = ['X-Road-Security-Server: a/b/c/d'];
    await expect(error(`GET ${road('apa')}`, server)).resolves.toBe('500 client.invalid_security_server');
    await expect(error(`GET ${road('izin')}/permits/x`)).resolves.toBe('500 client.invalid_request');
  });

  it('B4.13 are XML and carry the notice as in the other style', async () => {
    const answer = await world.ask(`GET ${road('tutup')}`, ['Accept: application/xml']);
    expect(headerOf(answer, 'content-type')).toBe('application/xml; charset=utf-8');
    expect(answer.body.toString()).toContain('<type>server.serverproxy.service_disabled</type>');
    expect(answer.body.toString()).toContain(NOTICE);
  });
});
