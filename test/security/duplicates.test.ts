import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendRaw } from '@simpul/testing';
import { CLIENT, road } from './support/region.ts';
import { type GuardedBus, REACHED, startGuardedBus } from './support/guarded-bus.ts';

let world: GuardedBus;

beforeAll(async () => {
  world = await startGuardedBus();
});
afterAll(() => world.stop());

const send = (...lines: readonly string[]) =>
  sendRaw(
    world.bus.port,
    [`POST ${road('luas')} HTTP/1.1`, `X-Road-Client: ${CLIENT}`, 'Connection: close', ...lines, '', ''].join('\r\n'),
  );

describe('a header on which safety rests', () => {
  const names = [
    'Authorization',
    'DPoP',
    'Idempotency-Key',
    'Content-Type',
    'X-Simpul-Purpose',
    'X-Simpul-Provider-Authorization',
    'X-Simpul-Apa-Saja',
  ];

  it.each(names)('%s: a second one is refused, in any case and with any value', async (name) => {
    for (const second of [name, name.toLowerCase(), name.toUpperCase()]) {
      for (const value of ['satu', 'dua', '']) {
        const { status } = await send('Host: bus', `${name}: satu`, 'X-Lain: 1', `${second}: ${value}`);
        expect([second, value, status]).toEqual([second, value, 400]);
      }
    }
    expect(world.taken()).toEqual([]);
  });

  it.each(['Host: lain', 'host: bus', 'HOST:', 'Content-Length: 0', 'content-length: 5'])(
    'a second one that frames or names the request is refused: %s',
    async (line) => {
      const { status } = await send('Host: bus', 'Content-Length: 0', line);
      expect(status).toBe(400);
      expect(world.taken()).toEqual([]);
    },
  );

  it('a Host is needed, and is one', async () => {
    expect((await send()).status).toBe(400);
    expect(world.taken()).toEqual([]);
    expect((await send('Host: bus')).status).toBe(REACHED);
    expect(world.taken()).toHaveLength(1);
  });

  it.each([201, 2001, 3000])('hides behind no number of others: %d headers are refused', async (count) => {
    const others = Array.from({ length: count - 4 }, () => 'a:');
    const { status } = await send('Host: bus', ...others, 'Idempotency-Key: x');
    expect([400, 431]).toContain(status);
    expect(world.taken()).toEqual([]);
  });
});
