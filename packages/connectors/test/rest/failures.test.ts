import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { PROVIDER } from '@simpul/errors';
import type { RestTarget } from '../../src/connector.ts';
import { STOOD_STILL_MS } from '../../src/defaults.ts';
import { connectionFree, listen, OK, rawProvider, type StandIn, targetAt, testConnector } from './stand-in.ts';

const CERTIFICATES = join(import.meta.dirname, 'certificates');
const pem = (name: string): string => join(CERTIFICATES, name);
const connector = testConnector();
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

function keep<T extends StandIn | RestTarget>(each: T): T {
  open.unshift(each);
  return each;
}

const GET = { method: 'GET', path: '/', headers: [] };
const SOON = { deadlineMs: 5000 };

/** Stops this thread, as a stopped process is, for longer than a deadline of these tests and the lateness that counts. */
function standStill(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STOOD_STILL_MS + 100);
}

describe('a provider that does not answer', () => {
  it('is unreachable when nothing listens', async () => {
    const gone = await rawProvider(() => undefined);
    await gone.close();
    const target = keep(targetAt(connector, `http://127.0.0.1:${gone.port}`));
    await expect(connector.dispatch(target, GET, SOON)).rejects.toMatchObject({
      definition: PROVIDER.UNREACHABLE,
      repeatable: true,
    });
  });

  it('is unreachable when its name does not resolve', async () => {
    const failing = testConnector({ resolve: (_, done) => done(new Error('ENOTFOUND'), []) });
    const target = keep(targetAt(failing, 'http://gone.example'));
    await expect(failing.dispatch(target, GET, SOON)).rejects.toMatchObject({ definition: PROVIDER.UNREACHABLE });
  });

  it('is unreachable, and gets nothing later, when the deadline ends before the connection is there', async () => {
    let resolveName: (() => void) | undefined;
    const received: string[] = [];
    const server = keep(await rawProvider((text) => received.push(text)));
    const slow = testConnector({
      resolve: (_, done) => {
        resolveName = () => done(null, [{ address: '127.0.0.1', family: 4 }]);
      },
    });
    const target = targetAt(slow, `http://slow.example:${server.port}`);
    await expect(slow.dispatch(target, GET, { deadlineMs: 20 })).rejects.toMatchObject({
      definition: PROVIDER.UNREACHABLE,
    });
    resolveName?.();
    await target.close();
    expect(received).toEqual([]);
  });

  it('timed out when it got the request and the deadline ends', async () => {
    const server = keep(await rawProvider(() => undefined));
    const target = keep(targetAt(connector, `http://127.0.0.1:${server.port}`));
    await expect(connector.dispatch(target, GET, { deadlineMs: 50 })).rejects.toMatchObject({
      definition: PROVIDER.TIMEOUT,
      params: { limit: 50 },
      stoodStill: false,
    });
  });

  it('has answered when its answer lies unread in the socket because this process stood still over the deadline', async () => {
    const server = keep(
      await rawProvider((_, socket) => {
        socket.write(OK);
        standStill();
      }),
    );
    const target = keep(targetAt(connector, `http://127.0.0.1:${server.port}`));
    await expect(connector.dispatch(target, GET, { deadlineMs: 50 })).resolves.toMatchObject({ status: 200 });
  });

  it('is not to blame when this process stood still over the deadline', async () => {
    const server = keep(await rawProvider(standStill));
    const target = keep(targetAt(connector, `http://127.0.0.1:${server.port}`));
    await expect(connector.dispatch(target, GET, { deadlineMs: 50 })).rejects.toMatchObject({
      definition: PROVIDER.TIMEOUT,
      stoodStill: true,
    });
  });

  it('timed out when the deadline ends inside its answer', async () => {
    const server = keep(
      await rawProvider((_, socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx')),
    );
    const target = keep(targetAt(connector, `http://127.0.0.1:${server.port}`));
    await expect(connector.dispatch(target, GET, { deadlineMs: 50 })).rejects.toMatchObject({
      definition: PROVIDER.TIMEOUT,
    });
  });

  it.each([
    ['before an answer', ''],
    ['inside an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx'],
    ['with something that is not HTTP', 'SSH-2.0-x\r\n'],
  ])('broke off when it closes the connection %s', async (_, text) => {
    const server = keep(await rawProvider((__, socket) => socket.end(text)));
    const target = keep(targetAt(connector, `http://127.0.0.1:${server.port}`));
    await expect(connector.dispatch(target, GET, SOON)).rejects.toMatchObject({
      definition: PROVIDER.BROKE_OFF,
      repeatable: false,
    });
  });

  it.each(['end', 'resetAndDestroy'] as const)('may be asked again when a kept connection breaks (%s)', async (how) => {
    let answered = 0;
    const server = keep(
      await rawProvider((_, socket: Socket) => {
        answered += 1;
        if (answered === 1) socket.write(OK);
        else socket[how]();
      }),
    );
    const target = keep(targetAt(connector, `http://127.0.0.1:${server.port}`));
    await connector.dispatch(target, GET, SOON);
    await connectionFree();
    await expect(connector.dispatch(target, GET, SOON)).rejects.toMatchObject({
      definition: PROVIDER.BROKE_OFF,
      repeatable: true,
    });
  });

  it('is left when the signal is given', async () => {
    const server = createServer(() => stop.abort());
    const stop = new AbortController();
    const { port } = keep(await listen(server));
    const target = keep(targetAt(connector, `http://127.0.0.1:${port}`));
    await expect(connector.dispatch(target, GET, { ...SOON, signal: stop.signal })).rejects.toMatchObject({
      definition: PROVIDER.BROKE_OFF,
    });
    await expect(connector.dispatch(target, GET, { ...SOON, signal: stop.signal })).rejects.toMatchObject({
      definition: PROVIDER.UNREACHABLE,
    });
  });
});

describe('TLS', () => {
  async function tlsProvider(options: TlsOptions = {}): Promise<StandIn> {
    const server = createTlsServer(
      { key: readFileSync(pem('server-key.pem')), cert: readFileSync(pem('server.pem')), ...options },
      (socket) => {
        socket.on('error', () => socket.destroy());
        socket.on('data', () => socket.write(OK));
      },
    );
    server.on('tlsClientError', () => undefined);
    return keep(await listen(server));
  }

  it('verifies the provider by the named authority', async () => {
    const { port } = await tlsProvider();
    const trusted = keep(
      targetAt(connector, `https://127.0.0.1:${port}`, {
        connector: { kind: 'rest', auth: { kind: 'none' }, ca: pem('ca.pem') },
      }),
    );
    await expect(connector.dispatch(trusted, GET, SOON)).resolves.toMatchObject({ status: 200 });
    const untrusted = keep(targetAt(connector, `https://127.0.0.1:${port}`));
    await expect(connector.dispatch(untrusted, GET, SOON)).rejects.toMatchObject({ definition: PROVIDER.TLS_FAILED });
  });

  it('refuses a certificate for another name, and a server without TLS', async () => {
    const { port } = await tlsProvider();
    const named = testConnector({ resolve: (_, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) });
    const settings = { connector: { kind: 'rest', auth: { kind: 'none' }, ca: pem('ca.pem') } } as const;
    const other = keep(targetAt(named, `https://other.example:${port}`, settings));
    await expect(named.dispatch(other, GET, SOON)).rejects.toMatchObject({ definition: PROVIDER.TLS_FAILED });
    const plain = keep(await rawProvider((_, socket) => socket.end(OK)));
    const target = keep(targetAt(connector, `https://127.0.0.1:${plain.port}`, settings));
    await expect(connector.dispatch(target, GET, SOON)).rejects.toMatchObject({ definition: PROVIDER.TLS_FAILED });
  });

  it('shows the client certificate to a provider that asks for it, and fails when it has none', async () => {
    const { port } = await tlsProvider({
      requestCert: true,
      rejectUnauthorized: true,
      ca: readFileSync(pem('ca.pem')),
    });
    const url = `https://127.0.0.1:${port}`;
    const shown = keep(
      targetAt(connector, url, {
        connector: {
          kind: 'rest',
          ca: pem('ca.pem'),
          auth: { kind: 'mtls', certificate: { file: pem('client.pem') }, key: { file: pem('client-key.pem') } },
        },
      }),
    );
    await expect(connector.dispatch(shown, GET, SOON)).resolves.toMatchObject({ status: 200 });
    const silent = keep(
      targetAt(connector, url, { connector: { kind: 'rest', ca: pem('ca.pem'), auth: { kind: 'none' } } }),
    );
    // Node's server closes without an alert, so nothing tells that the request was not read.
    await expect(connector.dispatch(silent, GET, SOON)).rejects.toMatchObject({ definition: PROVIDER.BROKE_OFF });
  });

  it('closes a target without leaving connections', async () => {
    const server = createServer((_, response) => response.end());
    const { port } = keep(await listen(server));
    const target = targetAt(connector, `http://127.0.0.1:${port}`);
    const connection = once(server, 'connection');
    await connector.dispatch(target, GET, SOON);
    const [socket] = (await connection) as [Socket];
    const closed = once(socket, 'close');
    await target.close();
    await closed;
    expect(socket.destroyed).toBe(true);
  });
});
