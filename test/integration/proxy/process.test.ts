import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createAuthority, type LoopbackDoor, openOnLoopback, rawCall, temporaryFolder } from '@simpul/testing';
import { exportJWK, generateKeyPair } from 'jose';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { join } from 'node:path';
import { launchProxy, type ProxyProcess, refusedProxy } from './proxy-process.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(120_000);

const MIB = 1024 * 1024;
const STREAMED_MIB = 64;
/** What a proxy may hold, kB. */
const LIMIT_KB = 80_000;
const TARGET = '/r1/ID-UJI/GOV/PENYEDIA/sistem/echo';
const folder = temporaryFolder();
const key = join(folder.path, 'lama.jwk');

/** A stub of a bus, by name and nature: gives a token to anybody. */
let stub: Server;
let door: LoopbackDoor;
let handle: (request: IncomingMessage, response: ServerResponse) => void;
let proxy: ProxyProcess | undefined;
let args: string[];

beforeAll(async () => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  writeFileSync(key, JSON.stringify({ ...(await exportJWK(privateKey)), alg: 'ES256' }));
  stub = createServer((incoming, response) => {
    if (incoming.url !== '/oauth2/token') handle(incoming, response);
    else incoming.resume().once('end', () => response.end('{"access_token":"t","token_type":"DPoP","expires_in":300}'));
  });
  door = await openOnLoopback(stub);
  args = ['--as', 'ID-UJI/GOV/KONSUMEN/lama', '--url', door.url, '--key', key];
});
afterEach(async () => {
  await proxy?.stop();
  proxy = undefined;
});
afterAll(async () => {
  await door.stop();
  folder.remove();
});

describe('bodies of any size', () => {
  it('stream both ways at once, byte for byte, in bounded memory', async () => {
    proxy = await launchProxy(...args);
    handle = (incoming, response) => void incoming.pipe(response);
    const sent = createHash('sha256');
    const got = createHash('sha256');
    const outgoing = request(proxy.url + TARGET, { method: 'POST' });
    async function readAnswer(): Promise<void> {
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
      for await (const chunk of answer) got.update(chunk as Buffer);
    }
    const answered = readAnswer();
    for (let i = 0; i < STREAMED_MIB; i += 1) {
      const chunk = Buffer.alloc(MIB, i);
      sent.update(chunk);
      if (!outgoing.write(chunk)) await once(outgoing, 'drain');
    }
    outgoing.end();
    await answered;
    expect(got.digest('hex')).toBe(sent.digest('hex'));
    expect(proxy.peakKb()).toBeLessThan(LIMIT_KB);
  });

  it('wait for a client that does not read', async () => {
    proxy = await launchProxy(...args);
    let written = 0;
    handle = (_incoming, response) => {
      const chunk = Buffer.alloc(MIB);
      const go = (): void => {
        do written += chunk.length;
        while (response.write(chunk));
      };
      response.on('drain', go).once('close', () => response.removeListener('drain', go));
      go();
    };
    const outgoing = request(proxy.url + TARGET);
    outgoing.end();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    answer.pause();
    // Until nothing moves any more: what the kernel and the windows hold.
    for (let before = -1; before !== written;) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(written).toBeLessThan(32 * MIB);
    expect(proxy.peakKb()).toBeLessThan(LIMIT_KB);
    answer.on('error', () => undefined);
    outgoing.destroy();
    while ((await connections()) > 1) await new Promise((resolve) => setTimeout(resolve, 20));
  });
});

function connections(): Promise<number> {
  return new Promise((resolve, reject) => {
    stub.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}

describe('a stop', () => {
  it('lets what is under way end, takes nothing new, and exits 0', async () => {
    const started = await launchProxy(...args);
    let answer: ServerResponse | undefined;
    const arrived = Promise.withResolvers<void>();
    handle = (_incoming, response) => {
      answer = response;
      arrived.resolve();
    };
    const outgoing = request(started.url + TARGET);
    outgoing.end();
    await arrived.promise;
    const stopped = started.stop();
    while (!started.output().includes('"stopping"')) await new Promise((resolve) => setTimeout(resolve, 10));
    const late = request(started.url + TARGET);
    late.end();
    expect(((await once(late, 'error')) as [NodeJS.ErrnoException])[0].code).toBe('ECONNREFUSED');
    answer?.end('done');
    const [got] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect([got.statusCode, got.headers.connection]).toEqual([200, 'close']);
    got.resume();
    expect(await stopped).toBe(0);
  });
});

describe('a proxy does not start', () => {
  it.each([
    ['on every address', ['--listen', '0.0.0.0:0'], '--allow-remote-callers'],
    ['on an address of the network', ['--listen', '192.0.2.1:8181'], '--allow-remote-callers'],
    ['on an address that is none', ['--listen', '8181'], 'HOST:PORT'],
    ['with an unknown style of errors', ['--error-style', 'x9'], 'x7 or x8'],
    ['with authorities that are not there', ['--ca', '/nowhere/ca.pem'], 'cannot be read'],
    ['without a key', ['--key', '/nowhere/key.jwk'], 'cannot be read'],
  ])('%s', async (_what, more, reason) => {
    const { code, output } = await refusedProxy(...args, ...more);
    expect({ code, output }).toEqual({ code: 2, output: expect.stringContaining(reason) });
  });
});

describe('a bus with TLS', () => {
  it('is believed with the authority that certified it, and not without', async () => {
    const authority = await createAuthority();
    const { cert, key: certKey } = await authority.server();
    const secure = createSecureServer(
      { cert, key: certKey },
      (incoming, response) => void stub.emit('request', incoming, response),
    );
    const secureDoor = await openOnLoopback(secure);
    const ca = join(folder.path, 'ca.pem');
    writeFileSync(ca, authority.cert);
    handle = (_incoming, response) => response.end('ok');
    const url = secureDoor.url.replace('http:', 'https:');
    const more = ['--as', 'ID-UJI/GOV/KONSUMEN/lama', '--url', url, '--key', key];
    proxy = await launchProxy(...more, '--ca', ca);
    expect((await rawCall(proxy.url, TARGET)).text).toBe('ok');
    await proxy.stop();
    proxy = await launchProxy(...more);
    const { status, text } = await rawCall(proxy.url, TARGET);
    expect([status, text]).toEqual([503, expect.stringMatching(/TOKEN_UNAVAILABLE|UNREACHABLE/)]);
    await secureDoor.stop();
  });
});

describe('a proxy for other machines', () => {
  it('warns of what that means, and takes any Host', async () => {
    proxy = await launchProxy(...args, '--listen', '0.0.0.0:0', '--allow-remote-callers');
    handle = (_incoming, response) => response.end('ok');
    const outgoing = request(proxy.url + TARGET, { headers: { host: 'proksi.dinas.example' } });
    outgoing.end();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(200);
    expect(proxy.output()).toContain('now calls as ID-UJI/GOV/KONSUMEN/lama, without a key');
  });
});
