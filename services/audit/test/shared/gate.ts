import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { freePort } from '@simpul/testing';

/** The way to a server, which can be closed and opened again. */
export interface Gate {
  /** Address of a database behind it. */
  readonly url: string;
  /** Cuts all connections, and refuses new ones until it is opened. */
  shut(): Promise<void>;
  open(): Promise<void>;
}

/** Puts a gate in front of the server of a database. */
export async function startGate(database: string): Promise<Gate> {
  const target = new URL(database);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const end = (): void => {
      for (const socket of [client, upstream]) {
        socket.destroy();
        sockets.delete(socket);
      }
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    client.pipe(upstream).pipe(client);
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  // One that nobody else gets while the gate is shut.
  const port = await freePort();
  await listen(port);
  const url = new URL(database);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    async shut() {
      if (!server.listening) return;
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
    open: () => listen(port),
  };
}
