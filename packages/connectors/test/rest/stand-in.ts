import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Connector } from '@simpul/contracts';
import { createRestConnector, type RestConnectorOptions } from '../../src/rest/rest-connector.ts';
import type { RestConnector, RestTarget, TargetSettings } from '../../src/connector.ts';

/** A listening server of a test, closed with every connection it has. */
export interface StandIn {
  readonly port: number;
  close(): Promise<void>;
}

/** A provider on raw TCP: `answer` is called with all that has arrived of a connection whenever more arrives. */
export async function rawProvider(
  answer: (received: string, socket: Socket, connection: number) => void,
): Promise<StandIn> {
  let connections = 0;
  return listen(
    createServer((socket) => {
      const connection = (connections += 1);
      let received = '';
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
        answer(received, socket, connection);
        // Bodies are not read: an answered request makes room for the next.
        if (received.includes('\r\n\r\n')) received = '';
      });
    }),
  );
}

export async function listen(server: Server): Promise<StandIn> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
export const LOOPBACK = ['127.0.0.0/8', '::1/128'];
export const REST: Connector = { kind: 'rest', auth: { kind: 'none' } };

/** A connector that may call loopback addresses, with what a test changes. */
export function testConnector(options: Partial<RestConnectorOptions> = {}): RestConnector {
  return createRestConnector({ egress: () => LOOPBACK, ownListeners: () => [], ...options });
}

export function targetAt(
  connector: RestConnector,
  url: string,
  settings: Partial<Omit<TargetSettings, 'url'>> = {},
): RestTarget {
  return connector.target({ id: 'ID-LA/GOV/A/sub/service', url, connector: REST, allow: LOOPBACK, ...settings });
}

/** An answer is given out just before its connection is free for the next request. */
export function connectionFree(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
