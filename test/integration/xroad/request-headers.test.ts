import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createM2mClient, rawRequest, sendRaw, sendRawAll, valuesOf } from '@simpul/testing';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CLIENT, INSTANCE, KEYED, road, SERVER, STRANGER } from './support/region.ts';
import { chunked, headerOf, idOf, plain, type RoadBus, seenValues, startRoadBus, typeOf } from './support/road-bus.ts';

const APA = road('apa');
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
let world: RoadBus;

beforeAll(async () => {
  world = await startRoadBus();
});
afterAll(() => world.stop());

describe('B.2, headers of a request', () => {
  it('B2.1 must name the client: four parts, percent-decoded', async () => {
    const answer = await world.askBare(`GET ${APA}`, [`X-Road-Client: ${INSTANCE}/GOV/KONSUMEN/%74erbuka`]);
    expect([answer.status, headerOf(answer, 'x-road-client')]).toEqual([200, CLIENT]);
    const missing = await world.askBare(`GET ${APA}`);
    expect([missing.status, typeOf(missing)]).toEqual([400, 'Client.BadRequest']);
    for (const odd of [`${INSTANCE}/GOV/KONSUMEN`, `${CLIENT}/more`, 'a/b', '', `${CLIENT}/`]) {
      const { status } = await world.askBare(`GET ${APA}`, [`X-Road-Client: ${odd}`]);
      expect([odd, status]).toEqual([odd, 400]);
    }
  });

  it('B2.2 of repeated X-Road headers counts the last, and it alone passes on', async () => {
    const answer = await world.askBare(`GET ${APA}`, [
      `X-Road-Client: ${STRANGER}`,
      'X-Road-Id: first',
      'X-Road-Issue: 1',
      `x-road-client: ${CLIENT}`,
      'X-ROAD-ID: last',
      'x-road-issue: 2',
    ]);
    expect([answer.status, headerOf(answer, 'x-road-id')]).toEqual([200, 'last']);
    const seen = world.seenOf(answer);
    for (const [name, value] of Object.entries({ 'x-road-client': CLIENT, 'x-road-id': 'last', 'x-road-issue': '2' })) {
      expect(seenValues(seen, name)).toEqual([value]);
    }
  });

  it('B2.3 may be written in any case', async () => {
    for (const name of ['x-road-client', 'X-ROAD-CLIENT', 'x-RoAd-ClIeNt']) {
      const answer = await world.askBare(`GET ${APA}`, [`${name}: ${CLIENT}`, 'aCCept: x/y']);
      expect(answer.status).toBe(200);
      expect(world.seenOf(answer)?.rawHeaders).toEqual(expect.arrayContaining([name, CLIENT, 'aCCept', 'x/y']));
    }
  });

  it('B2.4 keep the X-Road-Id that came, on the way there and back', async () => {
    for (const id of ['11111111-1111-4111-8111-111111111111', 'nomor surat 7/2026', 'é']) {
      const answer = await sendRaw(
        world.bus.port,
        Buffer.from(rawRequest(`GET ${APA}`, [`X-Road-Client: ${CLIENT}`, `X-Road-Id: ${id}`]), 'latin1'),
      );
      expect([answer.status, headerOf(answer, 'x-road-id')]).toEqual([200, id]);
      expect(seenValues(world.seenOf(answer), 'x-road-id')).toEqual([id]);
    }
  });

  it('B2.5 get an X-Road-Id of instance and UUID where none came', async () => {
    for (const headers of [[], ['X-Road-Id:']]) {
      const answer = await world.ask(`GET ${APA}`, headers);
      const id = headerOf(answer, 'x-road-id');
      expect(id).toMatch(new RegExp(`^${INSTANCE}-${UUID}$`));
      expect(seenValues(world.seenOf(answer), 'x-road-id')).toEqual([id]);
    }
  });

  it('B2.6 get a new X-Road-Request-Id each time; the one that came is dropped', async () => {
    const ids = [];
    for (let i = 0; i < 3; i++) {
      const answer = await world.ask(`GET ${APA}`, ['X-Road-Request-Id: 22222222-2222-4222-8222-222222222222']);
      const id = idOf(answer);
      expect(id).toMatch(new RegExp(`^${UUID}$`));
      expect(seenValues(world.seenOf(answer), 'x-road-request-id')).toEqual([id]);
      ids.push(id);
    }
    expect(new Set(ids).size).toBe(3);
  });

  it('B2.7 lose an X-Road-Request-Hash that came', async () => {
    const answer = await world.ask(`GET ${APA}`, ['X-Road-Request-Hash: forged']);
    expect(seenValues(world.seenOf(answer), 'x-road-request-hash')).toEqual([]);
    expect(headerOf(answer, 'x-road-request-hash')).not.toBe('forged');
  });

  it('B2.8 pass X-Road-UserId and X-Road-Issue on; the user is recorded, as a commitment', async () => {
    const answer = await world.ask(`GET ${APA}`, ['X-Road-UserId: ID3201010101010001', 'X-Road-Issue: perkara 7']);
    const seen = world.seenOf(answer);
    expect(seenValues(seen, 'x-road-userid')).toEqual(['ID3201010101010001']);
    expect(seenValues(seen, 'x-road-issue')).toEqual(['perkara 7']);
    const leaf = await world.leafOf(idOf(answer));
    expect(leaf['user']).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(JSON.stringify(leaf)).not.toContain('3201010101010001');
  });

  it('B2.9 may name a represented party by CODE or CLASS/CODE, and no other way', async () => {
    for (const party of ['TANPA', 'GOV/TANPA', 'GOV/%54ANPA']) {
      const answer = await world.ask(`GET ${road('wakil')}`, [`X-Road-Represented-Party: ${party}`]);
      expect([party, answer.status]).toEqual([party, 200]);
      expect(seenValues(world.seenOf(answer), 'x-road-represented-party')).toEqual([party]);
    }
    for (const party of [`${INSTANCE}/GOV/TANPA`, 'GOV/', '/TANPA', '', 'GOV/%', 'GOV%2FTANPA']) {
      const answer = await world.ask(`GET ${road('wakil')}`, [`X-Road-Represented-Party: ${party}`]);
      expect([party, answer.status, typeOf(answer)]).toEqual([party, 400, 'Client.BadRequest']);
      expect(world.seenOf(answer)).toBeUndefined();
    }
  });

  it('B2.10 may name only the party of an agreement, which then stands in the leaf', async () => {
    const ask = (service: string, ...party: string[]) =>
      world.ask(
        `GET ${road(service)}`,
        party.map((name) => `X-Road-Represented-Party: ${name}`),
      );
    const given = await ask('wakil', 'GOV/TANPA');
    expect(given.status).toBe(200);
    expect(await world.leafOf(idOf(given))).toMatchObject({
      type: 'exchange.closed',
      consumer: CLIENT,
      onBehalfOf: `${INSTANCE}/GOV/TANPA`,
    });
    for (const [service, ...party] of [['wakil'], ['wakil', 'GOV/PENYEDIA'], ['apa', 'GOV/TANPA']] as const) {
      const answer = await ask(service, ...party);
      expect([answer.status, typeOf(answer)]).toEqual([500, 'Server.ServerProxy.AccessDenied']);
      expect(world.seenOf(answer)).toBeUndefined();
    }
    const plainOne = await ask('apa');
    expect(await world.leafOf(idOf(plainOne))).not.toHaveProperty('onBehalfOf');
  });

  it('B2.11 may name this security server in four parts; another one is InvalidSecurityServer', async () => {
    const ask = (server: string) => world.ask(`GET ${APA}`, [`X-Road-Security-Server: ${server}`]);
    for (const server of [SERVER, SERVER.replace('/bus', '/%62us')]) {
      const answer = await ask(server);
      expect([server, answer.status]).toEqual([server, 200]);
    }
    for (const [server, type] of [
      [`${SERVER}-2`, 'Client.InvalidSecurityServer'],
      [`${INSTANCE}/GOV/KONSUMEN/bus`, 'Client.InvalidSecurityServer'],
      [`${INSTANCE}/GOV/PENYEDIA`, 'Client.BadRequest'],
      [`${SERVER}/x`, 'Client.BadRequest'],
      ['', 'Client.BadRequest'],
    ] as const) {
      const answer = await ask(server);
      expect([server, answer.status, typeOf(answer)]).toEqual([server, 400, type]);
      expect(world.seenOf(answer)).toBeUndefined();
    }
  });

  it('B2.12 do not pass where they belong to a connection, a host or its software', async () => {
    const dropped = ['Keep-Alive', 'Proxy-Authenticate', 'Proxy-Authorization', 'TE', 'Trailer', 'Upgrade'];
    const more = ['User-Agent', 'Server'];
    const answer = await world.ask(
      `GET ${APA}`,
      [...dropped, ...more].flatMap((name) => [`${name}: dari-klien`, `${name.toLowerCase()}: dari-klien`]),
    );
    expect(answer.status).toBe(200);
    const seen = world.seenOf(answer);
    expect(seen?.rawHeaders.join(' ')).not.toContain('dari-klien');
    expect(seenValues(seen, 'host')).toEqual([new URL(world.agency.url).host]);
    for (const name of ['user-agent', 'server', 'upgrade', 'te', 'proxy-authorization']) {
      expect(seenValues(seen, name)).toEqual([]);
    }
  });

  it('B2.13 pass otherwise: order, case, repeats, Authorization of an open link, Cache-Control, Accept, Content-Type', async () => {
    const lines = [
      'Authorization: Basic YTpi',
      'Cache-Control: no-store, max-age=0',
      'Accept: text/html;level=1, */*;q=0.1',
      'Content-Type: multipart/form-data; boundary="=_x y"',
      'X-Apa: 1',
      'x-apa: 2',
      'X-Kosong:',
      'Date: Tue, 01 Jan 2030 00:00:00 GMT',
      'Cookie: a=1; b=2',
    ];
    const multipart = '--=_x y\r\nContent-Disposition: form-data; name="a"\r\n\r\n\0\xff\r\n--=_x y--\r\n';
    const { headers, body } = plain(multipart);
    const answer = await world.ask(`POST ${APA}`, [...lines, ...headers], body);
    const seen = world.seenOf(answer);
    const flat = [`X-Road-Client: ${CLIENT}`, ...lines].flatMap((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
    const from = seen?.rawHeaders.indexOf('X-Road-Client') ?? -1;
    expect(seen?.rawHeaders.slice(from, from + flat.length)).toEqual(flat);
    expect(seen?.body.toString()).toBe(multipart);
  });

  it('B2.14 leave the bus its token and proof, and give the provider X-Simpul-Provider-Authorization', async () => {
    const { url, data, port } = world.bus;
    const keyFile = join(data, 'credentials/GOV.KONSUMEN.bertoken.jwk');
    const client = await createM2mClient({ url, clientId: KEYED, keyFile });
    const token = await client.token(`${url}/r1`);
    const proof = await client.proofHeaders(token, 'GET', url + APA);
    const lines = Object.entries(proof).map(([name, value]) => `${name}: ${value}`);
    const answer = await sendRaw(
      port,
      rawRequest(`GET ${APA}`, [`X-Road-Client: ${KEYED}`, ...lines, 'X-Simpul-Provider-Authorization: Bearer abc']),
    );
    expect(answer.status).toBe(200);
    const seen = world.seenOf(answer);
    expect(seenValues(seen, 'authorization')).toEqual(['Bearer abc']);
    expect(seenValues(seen, 'dpop')).toEqual([]);
    expect(seenValues(seen, 'x-simpul-provider-authorization')).toEqual([]);
  });
});

describe('B.2, bodies of a request', () => {
  it('B2.15 may come in chunks, with extensions, empty, or with a length of 0', async () => {
    const one = chunked('satu', ',', 'dua');
    for (const [{ headers, body }, seenBody] of [
      [one, 'satu,dua'],
      [{ headers: one.headers, body: '4;a="b\u00a0"\r\nsatu\r\n0;x\r\n\r\n' }, 'satu'],
      [{ headers: one.headers, body: '0\r\n\r\n' }, ''],
      [plain(''), ''],
    ] as const) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'GET']) {
        const answer = await world.ask(`${method} ${APA}`, headers, body);
        expect([answer.status, world.seenOf(answer)?.body.toString()]).toEqual([200, seenBody]);
        expect(seenValues(world.seenOf(answer), 'transfer-encoding')).toEqual([]);
      }
    }
  });

  it('B2.16 lose their trailers', async () => {
    const answer = await world.ask(
      `POST ${APA}`,
      ['Transfer-Encoding: chunked', 'Trailer: X-Jejak'],
      '4\r\nsatu\r\n0\r\nX-Jejak: 1\r\nX-Road-Client: other\r\n\r\n',
    );
    const seen = world.seenOf(answer);
    expect([answer.status, seen?.body.toString()]).toEqual([200, 'satu']);
    expect(seenValues(seen, 'x-jejak')).toEqual([]);
    expect(seenValues(seen, 'x-road-client')).toEqual([CLIENT]);
  });

  it('B2.17 are asked for where the caller waits with Expect: 100-continue', async () => {
    const [interim, answer] = await sendRawAll(
      world.bus.port,
      rawRequest(`POST ${APA}`, [`X-Road-Client: ${CLIENT}`, 'Expect: 100-continue', 'Content-Length: 4'], 'satu'),
    );
    expect([interim?.status, answer?.status]).toEqual([100, 200]);
    const seen = answer && world.seenOf(answer);
    expect([seen?.body.toString(), seenValues(seen, 'expect')]).toEqual(['satu', []]);
  });

  it('B2.18 stay compressed as they came', async () => {
    const zipped = gzipSync('x'.repeat(1000));
    const head = rawRequest(`POST ${APA}`, [
      `X-Road-Client: ${CLIENT}`,
      'Content-Encoding: gzip',
      `Content-Length: ${zipped.length}`,
    ]);
    const answer = await sendRaw(world.bus.port, Buffer.concat([Buffer.from(head), zipped]));
    const seen = world.seenOf(answer);
    expect([answer.status, seenValues(seen, 'content-encoding')]).toEqual([200, ['gzip']]);
    expect(seen?.body.equals(zipped)).toBe(true);
    expect(valuesOf(answer, 'x-road-error')).toEqual([]);
  });
});
