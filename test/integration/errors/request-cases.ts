import { HTTP, REQUEST } from '@simpul/errors';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { RunningBus } from './buses.ts';
import type { Case } from './case.ts';
import { CALLER, HELD_BODY, road, SMALL_BODY } from './region-file.ts';
import { type Answer, until, type World } from './world.ts';

/** Headers of one request, more than the gateway takes. */
const MANY_HEADERS = 201;
/** So many of them together fill the gateway. */
const BODIES = 8;

/** Step 1: what cannot be read in exactly one way, or not now. */
export const REQUEST_CASES: readonly Case[] = [
  { error: REQUEST.TARGET_INVALID, provoke: ({ call }) => call('/r1/ID-UJI/GOV') },
  { error: REQUEST.PATH_AMBIGUOUS, provoke: ({ call }) => call(`${road('echo')}/a/../b`) },
  { error: REQUEST.PATH_AMBIGUOUS, variant: 'encoded', provoke: ({ call }) => call(`${road('echo')}/a/%252e%252e/b`) },
  { error: REQUEST.PATH_AMBIGUOUS, variant: 'slash', provoke: ({ call }) => call(`${road('echo')}/a%2Fb`) },
  { error: REQUEST.METHOD_UNSUPPORTED, provoke: ({ call }) => call(road('echo'), { method: 'PROPFIND' }) },
  {
    error: REQUEST.HEADER_REPEATED,
    provoke: ({ call }) => call(road('echo'), { headers: ['X-Simpul-Purpose', 'uji', 'X-Simpul-Purpose', 'uji'] }),
  },
  {
    error: REQUEST.HEADER_REPEATED,
    variant: 'authorization',
    provoke: ({ call }) => call(road('echo'), { headers: ['Authorization', 'Basic eA==', 'authorization', 'DPoP x'] }),
  },
  {
    error: REQUEST.HEADERS_TOO_MANY,
    provoke: ({ call }) =>
      call(road('echo'), { headers: Array.from({ length: 2 * MANY_HEADERS }, (_, i) => `x-${i}`) }),
  },
  { error: REQUEST.CLIENT_MISSING, provoke: ({ call }) => call(road('echo'), { client: null }) },
  { error: REQUEST.CLIENT_INVALID, provoke: ({ call }) => call(road('echo'), { client: 'ID-UJI/GOV' }) },
  {
    error: REQUEST.HEADER_INVALID,
    provoke: ({ call }) => call(road('echo'), { headers: ['X-Road-Represented-Party', 'GOV/A/B'] }),
  },
  {
    error: REQUEST.SECURITY_SERVER_INVALID,
    provoke: ({ call }) => call(road('echo'), { headers: ['X-Road-Security-Server', 'ID-UJI/GOV/LAIN/bus'] }),
  },
  {
    error: REQUEST.BODY_TOO_LARGE,
    provoke: ({ call }) => call(road('small'), { method: 'POST', body: 'x'.repeat(SMALL_BODY + 1) }),
  },
  {
    error: REQUEST.BODY_TOO_LARGE,
    variant: 'for any service',
    provoke: ({ call }) => call(road('echo'), { method: 'POST', announced: HELD_BODY + 1 }),
  },
  {
    error: REQUEST.HEADER_INVALID,
    variant: 'idempotency key',
    provoke: ({ call }) => call(road('echo'), { method: 'POST', headers: ['Idempotency-Key', ''] }),
  },
  { error: HTTP.OVERLOADED, provoke: overload },
];

/** Holds bodies back one byte before their end until the gateway holds as much as it may. */
async function overload({ bus, call }: World): Promise<Answer> {
  // Where the body of an earlier case is still held, one of these would be refused.
  await until(async () => (await heldBytes(bus)) === 0, 'every body was let go');
  const held: Socket[] = [];
  try {
    for (let i = 0; i < BODIES; i++) held.push(await holdBody(bus.url));
    await until(async () => (await heldBytes(bus)) === BODIES * (HELD_BODY - 1), 'all bodies are held');
    return await call(road('echo'), { method: 'POST', body: 'x'.repeat(2 * BODIES) });
  } finally {
    for (const socket of held) socket.destroy();
  }
}

async function heldBytes({ metricsUrl }: RunningBus): Promise<number> {
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  return Number(/^simpul_held_bytes (\d+)$/m.exec(text)?.[1]);
}

async function holdBody(url: string): Promise<Socket> {
  const { port } = new URL(url);
  const socket = connect({ host: '127.0.0.1', port: Number(port) });
  await once(socket, 'connect');
  const head = `POST ${road('echo')} HTTP/1.1\r\nHost: localhost\r\nX-Road-Client: ${CALLER}\r\nContent-Length: ${HELD_BODY}\r\n\r\n`;
  socket.write(head);
  await new Promise<void>((resolve) => socket.write(Buffer.alloc(HELD_BODY - 1), () => resolve()));
  return socket;
}
