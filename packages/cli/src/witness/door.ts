import { CONFIG, SimpulError } from '@simpul/errors';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ListenAddress } from './listen-address.ts';

/** Largest request body, bytes: a note of 100 ML-DSA-44 signatures and a proof of 63 hashes. */
export const BODY_MAX_BYTES = 384 * 1024;
/** Most submissions under way at once; more are answered 503. */
export const MAX_SUBMISSIONS = 32;
/** Most connections at once. */
const MAX_CONNECTIONS = 512;
/** Longest time for a request to arrive, and for its headers alone, ms. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Life of an idle connection, ms; logs are to keep theirs. */
const KEEP_ALIVE_MS = 60_000;
/** How long a stop waits for requests under way, ms. */
const STOP_GRACE_MS = 5000;

/** What is answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Media type; plain text otherwise. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface DoorOptions {
  readonly address: ListenAddress;
  /** Answers a GET by its path. */
  readonly show: (path: string) => Answer;
  /** Answers a POST to `/add-checkpoint`. */
  readonly submit: (body: Uint8Array) => Promise<Answer>;
  /** Told of whatever `show` and `submit` throw; the asker only learns that something failed. */
  readonly onFailure: (error: unknown) => void;
}

/** A witness's HTTP server, listening. */
export interface Door {
  readonly port: number;
  /** Takes no more requests, lets those under way end, and closes. */
  stop(): Promise<void>;
}

/** Opens the door. @throws SimpulError `SIMPUL_CONFIG_PORT_TAKEN`, `SIMPUL_CONFIG_INVALID` for an address that is not ours */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { show, submit, onFailure } = options;
  let submissions = 0;

  async function answer(request: IncomingMessage): Promise<Answer> {
    const path = (request.url ?? '').replace(/\?.*$/s, '');
    if (path !== '/add-checkpoint')
      return request.method === 'GET' || request.method === 'HEAD' ? show(path) : wrongMethod('GET, HEAD');
    if (request.method !== 'POST') return wrongMethod('POST');
    if (submissions >= MAX_SUBMISSIONS)
      return {
        status: 503,
        body: 'too many submissions at once\n',
        headers: { 'Retry-After': '1', Connection: 'close' },
      };
    submissions += 1;
    try {
      const body = await readBody(request);
      if (body === undefined)
        return { status: 413, body: `at most ${BODY_MAX_BYTES} bytes\n`, headers: { Connection: 'close' } };
      return await submit(body);
    } finally {
      submissions -= 1;
    }
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (found) => send(response, found),
      (error: unknown) => {
        if (request.destroyed && !request.complete) return;
        send(response, { status: 500, body: 'internal error\n' });
        onFailure(error);
      },
    );
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return { port: await listen(server, options.address), stop: () => close(server) };
}

function wrongMethod(allow: string): Answer {
  return { status: 405, body: `only ${allow}\n`, headers: { Allow: allow } };
}

/** @returns undefined for a body that is too large */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_MAX_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  // Not destroyed when the loop ends early: the answer goes out on the same connection.
  const arriving: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of arriving) {
    length += chunk.length;
    if (length > BODY_MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(
  response: ServerResponse,
  { status, body, type = 'text/plain; charset=utf-8', headers = {} }: Answer,
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(body);
}

async function listen(server: Server, { host, port }: ListenAddress): Promise<number> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new SimpulError(CONFIG.PORT_TAKEN, { params: { port }, cause });
    throw new SimpulError(CONFIG.INVALID, { params: { name: '--listen', reason: 'cannot be listened on' }, cause });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const timer = setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS);
  await closed;
  clearTimeout(timer);
}
