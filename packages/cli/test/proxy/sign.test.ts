import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type HeldRequest,
  importVerifyingKey,
  type Refused,
  verifyRequest,
  type VerifyingKey,
} from '@simpul/http-signatures';
import { temporaryFolder, type TemporaryFolder } from '@simpul/testing';
import { request } from 'undici';
import { SIGNED_BODY_BYTES } from '../../src/proxy/limits.ts';
import { openProxySigner, type ProxySigner } from '../../src/proxy/signer.ts';
import { processTerminal } from '../../src/terminal.ts';
import { SIAK } from '../support/data-folder.ts';
import { bodyOf, refuse, startStubBus, type StubBus } from './support/stub-bus.ts';
import { startTestProxy, type TestProxy } from './support/test-proxy.ts';

const TARGET = '/r1/ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status/permits/123?rinci=%41';

/** A request as the stub got it, and what its verification said. */
interface Seen {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly result: HeldRequest | Refused;
}

let folder: TemporaryFolder;
let stub: StubBus;
let signer: ProxySigner;
let proxy: TestProxy;
let key: VerifyingKey;
let seen: Seen[];

/** Puts a new key into the file that the proxy reads. */
async function putKey(): Promise<VerifyingKey> {
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  await writeFile(join(folder.path, 'siak.jwk'), JSON.stringify({ ...jwk, alg: 'ES256' }));
  return importVerifyingKey({ ...jwk });
}

async function look(incoming: IncomingMessage): Promise<Seen> {
  const body = await bodyOf(incoming);
  const result = await verifyRequest(
    {
      method: incoming.method ?? '',
      targetUri: `${stub.url}${incoming.url}`,
      headers: incoming.rawHeaders,
      body: Buffer.from(body),
    },
    {
      now: Math.floor(Date.now() / 1000),
      findKey: (keyid) => (keyid === key.keyid ? { key, state: 'active' } : undefined),
      recordNonce: () => true,
    },
  );
  const one = { headers: incoming.headers, body, result };
  seen.push(one);
  return one;
}

beforeEach(async () => {
  folder = temporaryFolder();
  seen = [];
  stub = await startStubBus();
  key = await putKey();
  const http = { send: () => Promise.reject(new Error('not asked')), close: () => Promise.resolve() };
  const bus = { url: stub.url, publicUrl: stub.url, http };
  const flags = { as: SIAK, url: stub.url, key: join(folder.path, 'siak.jwk') };
  signer = await openProxySigner(bus, flags, processTerminal());
  proxy = await startTestProxy(stub.url, signer);
  stub.handle = async (incoming, response) => {
    await look(incoming);
    response.end('ok');
  };
});
afterEach(async () => {
  await proxy.stop();
  await stub.stop();
  folder.remove();
});

const nonceOf = ({ result }: Seen): string | undefined => ('nonce' in result ? result.nonce : undefined);
const post = (body: string | Buffer | AsyncIterable<Buffer>, headers: Record<string, string> = {}) =>
  request(proxy.url + TARGET, { method: 'POST', body: body as Buffer, headers: { 'content-type': 'a/b', ...headers } });

async function errorOf({ statusCode, body }: Awaited<ReturnType<typeof post>>): Promise<[number, string]> {
  const { message } = (await body.json()) as { message: string };
  return [statusCode, /\((SIMPUL_\w+)\)$/.exec(message)?.[1] ?? message];
}

describe('simpul proxy --sign', () => {
  it.each([
    ['without a body', 'GET', undefined],
    ['with a body', 'POST', 'x'.repeat(100_000)],
    ['with a body that has no length ahead', 'PUT', 'chunked'],
  ])('signs a request %s', async (_, method, text) => {
    const outgoing = httpRequest(proxy.url + TARGET, {
      method,
      headers: { 'X-Road-Id': '7', 'X-Simpul-Purpose': 'izin', ...(text !== undefined && { 'Content-Type': 'a/b' }) },
    });
    outgoing.end(text);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect([answer.statusCode, await bodyOf(answer)]).toEqual([200, 'ok']);
    const [{ body, headers, result } = { body: '', headers: {}, result: {} }] = seen;
    expect({ body, result }).toMatchObject({ body: text ?? '', result: { ok: true, keyid: key.keyid } });
    expect(headers).toMatchObject({ 'x-road-client': SIAK, authorization: 'DPoP token-1' });
    expect(headers['transfer-encoding']).toBeUndefined();
  });

  it('signs anew, with another nonce, what the bus wants proven anew', async () => {
    stub.handle = async (incoming, response) => {
      await look(incoming);
      if (seen.length === 1) refuse(response, 'use_dpop_nonce', { 'DPoP-Nonce': 'n1' });
      else response.end('ok');
    };
    // Larger than what a proxy that does not sign would keep for this.
    expect((await post(Buffer.alloc(1024 * 1024, 'x'))).statusCode).toBe(200);
    expect(seen.map(({ result }) => result.ok)).toEqual([true, true]);
    expect(new Set(seen.map(nonceOf)).size).toBe(2);
    expect(new Set(seen.map(({ body }) => body)).size).toBe(1);
  });

  it('signs anew, with the same proof, where a kept connection had ended: the bus takes the proof once', async () => {
    await (await post('warm')).body.dump();
    stub.handle = async (incoming, response) => {
      await look(incoming);
      if (seen.length === 2) incoming.socket.destroy();
      else response.end('ok');
    };
    expect((await post('again')).statusCode).toBe(200);
    const [first, second] = seen.slice(1);
    expect([first?.result.ok, second?.result.ok]).toEqual([true, true]);
    expect(second?.headers['dpop']).toBe(first?.headers['dpop']);
    expect(second && nonceOf(second)).not.toBe(first && nonceOf(first));
  });

  it('lets who waits for 100 Continue send, and tells the bus nothing of it', async () => {
    const outgoing = httpRequest(proxy.url + TARGET, {
      method: 'POST',
      headers: { Expect: '100-continue', 'Content-Type': 'a/b', 'Content-Length': '4' },
    });
    outgoing.flushHeaders();
    await once(outgoing, 'continue');
    outgoing.end('body');
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    answer.resume();
    expect(seen).toMatchObject([{ body: 'body', result: { ok: true } }]);
    expect(seen[0]?.headers['expect']).toBeUndefined();
  });

  it('signs with the key that the file holds when a token is got', async () => {
    await (await post('a')).body.dump();
    key = await putKey();
    await signer.reread();
    await (await post('b')).body.dump();
    expect(seen.map(({ result }) => result.ok)).toEqual([true, true]);
  });

  it.each([
    ['whose length says so', Buffer.alloc(SIGNED_BODY_BYTES + 1)],
    [
      'that turns out so',
      (async function* chunks() {
        for (let i = 0; i <= SIGNED_BODY_BYTES; i += 64 * 1024) yield Buffer.alloc(64 * 1024);
      })(),
    ],
  ])('answers 413 for a body larger than can be signed, %s', async (_, body) => {
    expect(await errorOf(await post(body))).toEqual([413, 'SIMPUL_PROXY_BODY_TOO_LARGE']);
    expect(seen).toEqual([]);
  });

  it('takes the largest body that can be signed', async () => {
    expect((await post(Buffer.alloc(SIGNED_BODY_BYTES))).statusCode).toBe(200);
    expect(seen[0]?.result.ok).toBe(true);
  });

  it.each([
    ['a body without a type', { 'content-type': '' }, 'component-absent'],
    [
      'a digest of another body',
      { 'content-digest': 'sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:' },
      'digest-wrong',
    ],
  ])('answers 400 for %s, which the bus would refuse', async (_, headers, rule) => {
    const { 'content-type': type, ...more } = { 'content-type': 'a/b', ...headers };
    const given = { ...more, ...(type !== '' && { 'content-type': type }) };
    const answer = await request(proxy.url + TARGET, { method: 'POST', body: 'x', headers: given });
    const { message } = (await answer.body.json()) as { message: string };
    expect([answer.statusCode, message]).toEqual([400, expect.stringContaining(rule)]);
    expect(seen).toEqual([]);
  });

  it('leaves what is no exchange unsigned', async () => {
    await (await request(`${proxy.url}/listClients`)).body.dump();
    expect(seen[0]?.headers['signature']).toBeUndefined();
  });

  it('needs a key that can sign', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await writeFile(
      join(folder.path, 'siak.jwk'),
      JSON.stringify({ ...privateKey.export({ format: 'jwk' }), alg: 'PS256' }),
    );
    await expect(signer.reread()).rejects.toThrow('with PS256 an RSA key signs tokens and no messages');
  });
});
