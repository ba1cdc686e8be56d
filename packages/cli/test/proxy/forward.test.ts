import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rawCall } from '@simpul/testing';
import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { request } from 'undici';
import { PROXY } from '../../src/proxy/errors.ts';
import { HELD_BODY_BYTES } from '../../src/proxy/limits.ts';
import { bodyOf, refuse, startStubBus, type StubBus } from './support/stub-bus.ts';
import { startTestProxy, type TestProxy } from './support/test-proxy.ts';

const TARGET = '/r1/ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status/permits/123';

let stub: StubBus;
let proxy: TestProxy;
beforeEach(async () => {
  stub = await startStubBus();
  proxy = await startTestProxy(stub.url);
});
afterEach(async () => {
  await proxy.stop();
  await stub.stop().catch(() => undefined);
});

const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
  request(proxy.url + TARGET, { method: 'POST', body, headers });

/** Waits until something is so; the test's own time is the limit. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a token and a proof', () => {
  it('go with each request, the proof made for it', async () => {
    const seen: (string | undefined)[] = [];
    stub.handle = ({ headers }, response) => {
      seen.push(headers.authorization, String(headers['dpop']));
      response.end();
    };
    await request(`${proxy.url}${TARGET}?nik=1`);
    await request(proxy.url + TARGET);
    expect(seen).toEqual(['DPoP token-1', expect.anything(), 'DPoP token-1', expect.anything()]);
    const [first, second] = [seen[1], seen[3]].map(
      (proof) => JSON.parse(Buffer.from(proof?.split('.')[1] ?? '', 'base64url').toString()) as Record<string, string>,
    );
    expect(first).toMatchObject({ htm: 'GET', htu: stub.url + TARGET });
    expect(first?.['jti']).not.toBe(second?.['jti']);
  });

  it('are made anew with the nonce that the bus demands, and the nonce is kept', async () => {
    const nonces: unknown[] = [];
    stub.handle = async (incoming, response) => {
      const proof = String(incoming.headers['dpop']).split('.')[1] ?? '';
      const { nonce } = JSON.parse(Buffer.from(proof, 'base64url').toString()) as { nonce?: string };
      nonces.push(nonce);
      const body = await bodyOf(incoming);
      if (nonce === 'n1') response.end(`got ${body}`);
      else refuse(response, 'use_dpop_nonce', { 'DPoP-Nonce': 'n1' });
    };
    expect(await (await post('once')).body.text()).toBe('got once');
    expect(await (await post('twice')).body.text()).toBe('got twice');
    expect(nonces).toEqual([undefined, 'n1', 'n1']);
  });

  it('are renewed before the token ends', async () => {
    await proxy.stop();
    stub.expiresIn = 1;
    proxy = await startTestProxy(stub.url);
    const seen = new Set<string | undefined>();
    stub.handle = ({ headers }, response) => {
      seen.add(headers.authorization);
      response.end();
    };
    const statuses = new Set<number>();
    while (seen.size < 3) {
      const answer = await request(proxy.url + TARGET);
      await answer.body.dump();
      statuses.add(answer.statusCode);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect([...statuses]).toEqual([200]);
  });

  it.each([
    ['a provider', { 'x-road-request-hash': 'h' }],
    ['something else', { 'X-Road-Error': '' }],
  ])('are not tried again after a 401 of %s: the exchange was made', async (_who, headers: Record<string, string>) => {
    let calls = 0;
    stub.handle = async (incoming, response) => {
      calls += 1;
      await bodyOf(incoming);
      const challenge = 'DPoP error="use_dpop_nonce"';
      const own = headers['X-Road-Error'] === '' ? {} : { 'X-Road-Error': 'x', ...headers };
      response.writeHead(401, { 'WWW-Authenticate': challenge, 'DPoP-Nonce': 'evil', ...own }).end('no');
    };
    const answer = await post('{}');
    expect([answer.statusCode, await answer.body.text(), calls]).toEqual([401, 'no', 1]);
  });

  it('are tried once more only, and the second refusal is passed on', async () => {
    let calls = 0;
    stub.handle = (_incoming, response) => {
      calls += 1;
      refuse(response, 'use_dpop_nonce', { 'DPoP-Nonce': `n${calls}` });
    };
    const answer = await request(proxy.url + TARGET);
    expect([answer.statusCode, calls]).toEqual([401, 2]);
  });

  it('are not tried again with a body too large to keep', async () => {
    let calls = 0;
    stub.handle = async (incoming, response) => {
      calls += 1;
      await bodyOf(incoming);
      refuse(response, 'use_dpop_nonce', { 'DPoP-Nonce': 'n' });
    };
    const answer = await post(Buffer.alloc(HELD_BODY_BYTES + 1));
    expect([answer.statusCode, calls]).toEqual([401, 1]);
    expect((await post(Buffer.alloc(HELD_BODY_BYTES))).statusCode).toBe(401);
    expect(calls).toBe(3);
  });

  it('are tried again in the middle of a body that still comes', async () => {
    let calls = 0;
    stub.handle = async (incoming, response) => {
      calls += 1;
      if (calls === 1) refuse(response, 'use_dpop_nonce', { 'DPoP-Nonce': 'n' });
      else response.end(await bodyOf(incoming));
    };
    const outgoing = httpRequest(proxy.url + TARGET, { method: 'POST' });
    outgoing.write('first ');
    await until(() => calls === 2);
    outgoing.end('second');
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect(await bodyOf(answer)).toBe('first second');
  });
});

describe('a bus that is not there', () => {
  it("is told in X-Road's form, with an id that the log holds", async () => {
    await request(proxy.url + TARGET);
    await stub.stop();
    const answer = await post('{"nik":"1871"}', { 'x-road-id': 'abc' });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers).toMatchObject({
      'x-road-error': 'Server.ClientProxy.NetworkError',
      'x-road-id': 'abc',
      'retry-after': '1',
      'content-type': 'application/json',
    });
    const body = (await answer.body.json()) as { type: string; message: string; detail: string };
    expect(body).toMatchObject({ type: 'Server.ClientProxy.NetworkError', message: expect.stringContaining('ECONN') });
    expect(proxy.errors).toMatchObject([{ id: body.detail, error: { code: PROXY.BUS_UNREACHABLE.code } }]);
    const xml = await request(proxy.url + TARGET, { headers: { accept: 'text/xml' } });
    expect(await xml.body.text()).toContain('<type>Server.ClientProxy.NetworkError</type>');
    const head = await request(proxy.url + TARGET, { method: 'HEAD' });
    expect([head.statusCode, head.headers['x-road-error']]).toEqual([503, 'Server.ClientProxy.NetworkError']);
  });

  it('is found again once it is back', async () => {
    await request(proxy.url + TARGET);
    await stub.stop();
    expect((await post('x')).statusCode).toBe(503);
    await stub.start();
    expect((await post('x')).statusCode).toBe(200);
  });

  it('without a token is told as such, and tokens are asked for again after a pause', async () => {
    await proxy.stop();
    stub.expiresIn = 0;
    proxy = await startTestProxy(stub.url);
    const answer = await post('x');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(await answer.body.text()).toContain(PROXY.TOKEN_UNAVAILABLE.code);
    stub.expiresIn = 300;
    let status = 0;
    while (status !== 200) status = (await post('x')).statusCode;
    expect(proxy.tokenFailures.length).toBeLessThan(4);
  });

  it('says that the provider may have acted where the connection ends without an answer', async () => {
    stub.handle = (incoming) => void incoming.socket.destroy();
    const answer = await post('x');
    expect([answer.statusCode, answer.headers['x-road-error']]).toEqual([502, 'Server.ClientProxy.IOError']);
  });

  it('is asked again with the same proof where a kept connection had ended, and a replay is no answer', async () => {
    await (await post('warm')).body.dump();
    const proofs: unknown[] = [];
    stub.handle = async (incoming, response) => {
      proofs.push(incoming.headers['dpop']);
      if (proofs.length === 1) incoming.socket.destroy();
      else response.end(await bodyOf(incoming));
    };
    expect(await (await post('again')).body.text()).toBe('again');
    expect([proofs.length, proofs[0] === proofs[1]]).toEqual([2, true]);
    stub.handle = (incoming, response) => {
      proofs.push(incoming.headers['dpop']);
      if (proofs.length === 3) incoming.socket.destroy();
      else refuse(response, 'invalid_dpop_proof');
    };
    const answer = await post('again');
    expect([answer.statusCode, await answer.body.text()]).toEqual([502, expect.stringContaining('may have acted')]);
  });
});

describe('an answer that breaks off', () => {
  it.each([
    ['with a length', { 'content-length': '10' }],
    ['in chunks', {}],
  ])('breaks off at the client too, %s', async (_how, headers) => {
    stub.handle = (incoming, response) => {
      response.writeHead(200, headers);
      response.write('half');
      setTimeout(() => incoming.socket.destroy(), 20);
    };
    const answer = await request(proxy.url + TARGET);
    await expect(answer.body.text()).rejects.toThrow();
  });
});

describe('a client that hangs up', () => {
  it('at any byte leaves no exchange and no open connection', async () => {
    await (await post('warm')).body.dump();
    const text = `POST ${TARGET} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n0123456789`;
    let hold: ServerResponse | undefined;
    stub.handle = (incoming, response) => {
      hold = response;
      incoming.resume();
      response.write('x'.repeat(10));
    };
    for (let length = 0; length <= text.length; length += 7) {
      const socket = connect(proxy.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.resume();
      const closed = once(socket, 'close');
      if (length % 2 === 0) socket.end(text.slice(0, length));
      else socket.write(text.slice(0, length), () => socket.resetAndDestroy());
      await closed;
    }
    const socket = connect(proxy.port, '127.0.0.1');
    socket.write(text);
    await once(socket, 'data');
    socket.resetAndDestroy();
    await until(() => hold?.destroyed === true);
    // At most the connections that are kept for the next request.
    stub.handle = (_incoming, response) => void response.end('fine');
    expect(await (await request(proxy.url + TARGET)).body.text()).toBe('fine');
    await until(() => stub.open.size <= 2);
    expect(proxy.errors.filter(({ error }) => error.code === PROXY.INTERNAL.code)).toEqual([]);
  });
});

describe('what is not for the bus', () => {
  it('is answered here', async () => {
    let calls = 0;
    stub.handle = (_incoming, response) => {
      calls += 1;
      response.end();
    };
    const statuses: number[] = [];
    for (const path of ['/', '/audit/v1/records', '/oauth2/token', '/r1/../region/v1/apply']) {
      statuses.push((await rawCall(proxy.url, path)).status);
    }
    expect([statuses, calls]).toEqual([[404, 404, 404, 400], 0]);
    const named = await request(proxy.url + TARGET, { headers: { host: 'evil.example' } });
    expect([named.statusCode, calls]).toEqual([421, 0]);
    expect((await request(`${proxy.url}/listClients`)).statusCode).toBe(200);
  });
});
