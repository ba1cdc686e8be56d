import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSocket, parseResponses, rawRequest, sendRaw } from '@simpul/testing';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { BASE, CLIENT, road } from './support/region.ts';
import { type GuardedBus, REACHED, startGuardedBus } from './support/guarded-bus.ts';

const LUAS = road('luas');
/** Bytes that a request's head may have (docs/calling.md). */
const MAX_HEAD = 16 * 1024;
let world: GuardedBus;

beforeAll(async () => {
  world = await startGuardedBus();
});
afterAll(() => world.stop());

const get = (target: string, ...lines: readonly string[]) =>
  sendRaw(world.bus.port, rawRequest(`GET ${target}`, [`X-Road-Client: ${CLIENT}`, ...lines]));

describe('a head', () => {
  it('up to 16 KiB is taken, a larger one is refused', async () => {
    const target = `${LUAS}/${'p'.repeat(MAX_HEAD - 1000)}`;
    expect((await get(target)).status).toBe(REACHED);
    expect(world.taken()).toEqual([BASE + target.slice(LUAS.length)]);
    expect((await get(`${LUAS}/${'p'.repeat(MAX_HEAD)}`)).status).toBe(431);
    expect((await get(`${LUAS}?${'q'.repeat(1024 * 1024)}`)).status).toBe(431);
    expect((await get(LUAS, `X-A: ${'x'.repeat(MAX_HEAD)}`)).status).toBe(431);
    expect((await get(LUAS, ...Array.from({ length: 150 }, (_, i) => `X-${i}: ${'x'.repeat(200)}`))).status).toBe(431);
    expect(world.taken()).toEqual([]);
  });

  it('of up to 200 headers is taken', async () => {
    expect((await get(LUAS, ...Array.from({ length: 197 }, (_, i) => `X-${i}: x`))).status).toBe(REACHED);
    expect((await get(LUAS, ...Array.from({ length: 198 }, (_, i) => `X-${i}: x`))).status).toBe(400);
    expect(world.taken()).toEqual([BASE]);
  });

  it('that never ends without a line end is refused', async () => {
    expect((await sendRaw(world.bus.port, 'G'.repeat(2 * MAX_HEAD))).status).toBe(400);
    expect((await sendRaw(world.bus.port, `GET /${'a'.repeat(2 * MAX_HEAD)}`)).status).toBe(431);
    expect(world.taken()).toEqual([]);
  });
});

describe('chunks', () => {
  it('have extensions and trailers of a bounded size', async () => {
    const post = (rest: string) =>
      sendRaw(
        world.bus.port,
        rawRequest(`POST ${LUAS}`, [`X-Road-Client: ${CLIENT}`, 'Transfer-Encoding: chunked'], rest),
      );
    expect((await post(`1;${'x'.repeat(64 * 1024)}\r\na\r\n0\r\n\r\n`)).status).toBeGreaterThanOrEqual(400);
    expect((await post(`1\r\na\r\n0\r\nX: ${'x'.repeat(64 * 1024)}\r\n\r\n`)).status).toBeGreaterThanOrEqual(400);
    expect(world.taken()).toEqual([]);
  });
});

describe('callers that are slow', () => {
  /** What came on a connection until it was closed. */
  async function answerOf(socket: Socket): Promise<number | undefined> {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    await once(socket, 'close');
    return parseResponses(Buffer.concat(chunks))[0]?.status;
  }

  /** Opens many connections, each of which drips a byte now and then. */
  async function drip(
    head: string,
    count: number,
  ): Promise<{ statuses: Promise<(number | undefined)[]>; stop(): void }> {
    const sockets = await Promise.all(Array.from({ length: count }, () => openSocket(world.bus.port)));
    for (const socket of sockets) socket.write(head);
    const statuses = Promise.all(sockets.map(answerOf));
    const timer = setInterval(() => {
      for (const socket of sockets) if (socket.writable) socket.write('x');
    }, 1000);
    return { statuses, stop: () => clearInterval(timer) };
  }

  it('with their heads or bodies hold nobody up, and are told that it took too long', async () => {
    const start = `POST ${LUAS} HTTP/1.1\r\nHost: bus\r\nX-Road-Client: ${CLIENT}\r\n`;
    const heads = await drip(`${start}X-Lambat: `, 100);
    const bodies = await drip(`${start}Content-Length: 100000\r\n\r\n`, 100);
    for (let i = 0; i < 20; i++) expect((await get(`${LUAS}/cepat`)).status).toBe(REACHED);
    expect(new Set(await heads.statuses)).toEqual(new Set([408]));
    heads.stop();
    for (let i = 0; i < 20; i++) expect((await get(`${LUAS}/cepat`)).status).toBe(REACHED);
    expect(new Set(await bodies.statuses)).toEqual(new Set([408]));
    bodies.stop();
    expect(new Set(world.taken())).toEqual(new Set([`${BASE}/cepat`]));
  });
});
