import { once } from 'node:events';
import { type ClientRequest, createServer, type IncomingMessage, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isSimpulError } from '@simpul/errors';
import { holdBody } from '../../src/proxy/held-body.ts';
import { HeldBytes, type RequestBody } from '../../src/proxy/request-body.ts';

/** What all bodies of a test together may take. */
const ROOM = 10;

let budget: HeldBytes;
let server: Server;
/** Bodies that are held, and not yet forgotten. */
let held: RequestBody[];
let onChunk: () => void;

beforeEach(async () => {
  budget = new HeldBytes(ROOM);
  held = [];
  onChunk = () => undefined;
  server = createServer((incoming, response) => {
    const room = { budget, meter: () => void setImmediate(onChunk), onHold: () => undefined };
    textOf(holdBody(incoming, room)).then(
      (text) => response.end(text),
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
});

async function textOf(holding: Promise<RequestBody>): Promise<string> {
  try {
    const body = await holding;
    held.push(body);
    return String(body.bytes);
  } catch (error) {
    return isSimpulError(error) ? error.code : 'broke off';
  }
}

/** Begins a request, and waits until its first bytes are held. */
async function begin(text: string): Promise<ClientRequest> {
  const outgoing = httpRequest({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', method: 'POST' });
  // Of those that a test leaves behind.
  outgoing.on('error', () => undefined);
  const came = new Promise<void>((resolve) => (onChunk = resolve));
  outgoing.write(text);
  await came;
  return outgoing;
}

async function end(outgoing: ClientRequest): Promise<string> {
  outgoing.end();
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const post = async (text: string): Promise<string> => end(await begin(text));

describe('holdBody', () => {
  it('refuses what has no room beside the bodies that wait, and takes it when one of them is forgotten', async () => {
    const first = await begin('12345678');
    expect(await post('1234')).toBe('SIMPUL_PROXY_BODIES_HELD');
    expect(await post('12')).toBe('12');
    expect(await end(first)).toBe('12345678');
    expect(await post('1')).toBe('SIMPUL_PROXY_BODIES_HELD');
    for (const body of held) body.forget();
    expect(await post('1234567890')).toBe('1234567890');
  });

  it('gives back what it holds of a request that breaks off', async () => {
    const broken = await begin('1234567890');
    const gone = new Promise((resolve) => broken.once('close', resolve));
    broken.destroy();
    await gone;
    let answer = '';
    while (answer !== '12') answer = await post('12');
    expect(held).toHaveLength(1);
  });

  it('gives back what it holds once, however often it is forgotten', async () => {
    await post('1234567890');
    held[0]?.forget();
    held[0]?.forget();
    await begin('1234567890');
    expect(await post('1')).toBe('SIMPUL_PROXY_BODIES_HELD');
  });
});
