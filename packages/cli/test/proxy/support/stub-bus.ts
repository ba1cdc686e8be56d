import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A stub of a bus: gives tokens without a look at who asks, and leaves every exchange to the test. */
export interface StubBus {
  readonly url: string;
  readonly port: number;
  /** Tokens given so far; the last is `token-N`. */
  tokens(): number;
  /** Life of the tokens that come, s; 0 makes the token endpoint fail. */
  expiresIn: number;
  /** What the next exchanges are answered with. */
  handle: Handler;
  /** Connections that are open. */
  readonly open: ReadonlySet<Socket>;
  stop(): Promise<void>;
  /** Opens the same port again. */
  start(): Promise<void>;
}

export async function startStubBus(): Promise<StubBus> {
  let tokens = 0;
  const open = new Set<Socket>();
  const server = createServer((request, response) => {
    if (request.url === '/oauth2/token') giveToken(request, response);
    else Promise.resolve(stub.handle(request, response)).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });

  function giveToken(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    request.once('end', () => {
      const { expiresIn } = stub;
      if (expiresIn === 0) {
        response.writeHead(503).end('{"error":"temporarily_unavailable"}');
        return;
      }
      tokens += 1;
      response.end(JSON.stringify({ access_token: `token-${tokens}`, token_type: 'DPoP', expires_in: expiresIn }));
    });
  }

  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const stub: StubBus = {
    url: `http://127.0.0.1:${port}`,
    port,
    tokens: () => tokens,
    expiresIn: 300,
    handle: (request, response) => {
      request.resume();
      request.once('end', () => response.end('ok'));
    },
    open,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    start: () => listen(port),
  };
  return stub;
}

/** Answers as the bus refuses on its own account. */
export function refuse(response: ServerResponse, error: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(401, {
    'X-Road-Error': 'Server.ClientProxy.SslAuthenticationFailed',
    'WWW-Authenticate': `DPoP error="${error}", error_description="no"`,
    ...headers,
  });
  response.end('{}');
}

/** Reads a request's body. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
