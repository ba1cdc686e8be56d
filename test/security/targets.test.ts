import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendRawAll } from '@simpul/testing';
import { BASE, CLIENT, road } from './support/region.ts';
import { type GuardedBus, REACHED, startGuardedBus } from './support/guarded-bus.ts';

const LUAS = road('luas');
let world: GuardedBus;

beforeAll(async () => {
  world = await startGuardedBus();
});
afterAll(() => world.stop());

/** Statuses of the answers to a request line with a `Host`. */
async function statuses(line: string, host = 'bus', more = ''): Promise<number[]> {
  const bytes = `${line}\r\nHost: ${host}\r\nX-Road-Client: ${CLIENT}\r\nConnection: close\r\n${more}\r\n`;
  return (await sendRawAll(world.bus.port, bytes)).map(({ status }) => status);
}

describe('the form of a target (RFC 9112 section 3.2)', () => {
  it('absolute, of the host that was asked, is the same as its path', async () => {
    for (const origin of ['http://bus', 'HTTP://Bus', 'https://BUS']) {
      await expect(statuses(`GET ${origin}${LUAS}/a%2e?q=http://x HTTP/1.1`)).resolves.toEqual([REACHED]);
      expect(world.taken()).toEqual([`${BASE}/a%2e?q=http://x`]);
    }
    await expect(statuses(`GET http://bus:80${LUAS} HTTP/1.1`, 'bus:80')).resolves.toEqual([REACHED]);
    expect(world.taken()).toHaveLength(1);
  });

  it.each([
    'http://lain',
    'http://bus:8080',
    'http://bus@lain',
    'http://lain@bus',
    'http://bus%40lain',
    'http://bus.',
    'ftp://bus',
    'file://',
    'javascript:',
    'http:/',
    'http://',
    'bus',
    '\\\\bus',
  ])('absolute, of %s, is refused', async (origin) => {
    await expect(statuses(`GET ${origin}${LUAS} HTTP/1.1`)).resolves.toEqual([400]);
    expect(world.taken()).toEqual([]);
  });

  it('of an authority or an asterisk calls no service', async () => {
    for (const line of [
      'CONNECT bus:443 HTTP/1.1',
      `CONNECT ${LUAS} HTTP/1.1`,
      'GET bus:443 HTTP/1.1',
      'GET * HTTP/1.1',
    ]) {
      for (const status of await statuses(line)) expect([400, 405]).toContain(status);
    }
    await expect(statuses('OPTIONS * HTTP/1.1')).resolves.toEqual([404]);
    expect(world.taken()).toEqual([]);
  });

  it('that is no call to a service is none under another spelling', async () => {
    for (const target of [
      `/${LUAS}`,
      LUAS.replace('r1', 'R1'),
      LUAS.replace('/r1', '/r1/'),
      LUAS.replace('r1', '%721'),
      `/x/..${LUAS}`,
      `/.${LUAS}`,
      LUAS.slice(1),
    ]) {
      const [status = 0] = await statuses(`GET ${target} HTTP/1.1`);
      expect([target, [400, 404].includes(status)]).toEqual([target, true]);
    }
    expect(world.taken()).toEqual([]);
  });
});

describe('the version', () => {
  it('HTTP/1.0 is served, and its connection ends', async () => {
    const bytes = `GET ${LUAS} HTTP/1.0\r\nX-Road-Client: ${CLIENT}\r\n\r\n`;
    expect((await sendRawAll(world.bus.port, bytes)).map(({ status }) => status)).toEqual([REACHED]);
    expect(world.taken()).toEqual([BASE]);
  });

  it.each([
    'HTTP/0.9',
    'HTTP/1.2',
    'HTTP/2.0',
    'HTTP/3',
    'HTTP/1',
    'http/1.1',
    'HTTPS/1.1',
    'ICE/1.1',
    '',
    'HTTP/1.1 x',
  ])('%s is refused', async (version) => {
    await expect(statuses(`GET ${LUAS} ${version}`)).resolves.toEqual([400]);
    expect(world.taken()).toEqual([]);
  });
});

describe('the method', () => {
  it.each(['get', 'Get', 'G\u00c9T', 'G ET', 'GET\t', '', 'TRACK', 'PROPFIND', 'CONNECT'])(
    '%j calls no service',
    async (method) => {
      const answers = await statuses(`${method} ${LUAS} HTTP/1.1`);
      for (const status of answers) expect([400, 405]).toContain(status);
      expect(world.taken()).toEqual([]);
    },
  );
});
