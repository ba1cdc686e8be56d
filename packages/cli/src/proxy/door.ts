import { CONFIG, type ErrorStyle, isSimpulError, SimpulError } from '@simpul/errors';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ListenAddress } from '../witness/listen-address.ts';
import { answerError } from './answer-error.ts';
import { PROXY } from './errors.ts';
import type { Forwarder } from './forward.ts';
import { isHostOfLoopback } from './host-header.ts';
import * as limits from './limits.ts';
import { http } from './node-http.ts';
import { loggedTarget, refusalOf } from './target.ts';

export interface DoorOptions {
  readonly address: ListenAddress;
  /** Whether other machines may call: then any `Host` may be asked for. */
  readonly remote: boolean;
  readonly style: ErrorStyle;
  readonly forwarder: Forwarder;
  /** Told of each answer of the proxy's own; `id` is what the client was told. */
  readonly onError: (error: SimpulError, about: { id: string; method: string; target: string }) => void;
}

/** The proxy's HTTP server, listening. */
export interface Door {
  readonly address: ListenAddress;
  /** Takes no more requests, lets those under way end for 25 s, and closes. */
  stop(): Promise<void>;
}

/** Opens the door. @throws SimpulError `SIMPUL_CONFIG_PORT_TAKEN`, `SIMPUL_CONFIG_INVALID` for an address that is not ours */
export async function openDoor({ address, remote, style, forwarder, onError }: DoorOptions): Promise<Door> {
  const inFlight = new Set<ServerResponse>();

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url: target = '' } = request;
    if (!remote && !isHostOfLoopback(request.headers.host)) throw new SimpulError(PROXY.HOST_UNKNOWN);
    const refusal = refusalOf(target);
    if (refusal !== undefined) throw new SimpulError(refusal);
    if (inFlight.size >= limits.MAX_IN_FLIGHT)
      throw new SimpulError(PROXY.OVERLOADED, { params: { limit: limits.MAX_IN_FLIGHT }, retryAfter: 1 });
    inFlight.add(response);
    response.once('close', () => inFlight.delete(response));
    await forwarder.forward(request, response);
  }

  function closeWhenStopping(): void {
    if (!server.listening) setImmediate(() => server.closeIdleConnections());
  }

  function handle(request: IncomingMessage, response: ServerResponse): void {
    // A refusal may end before the request that it refuses has come to its end.
    for (const half of [request, response]) half.once('close', closeWhenStopping);
    response.on('error', () => response.destroy());
    pass(request, response).catch((thrown: unknown) => {
      if (response.destroyed) return;
      const error = isSimpulError(thrown) ? thrown : new SimpulError(PROXY.INTERNAL, { cause: thrown });
      const id = randomUUID();
      onError(error, { id, method: request.method ?? '', target: loggedTarget(request.url ?? '') });
      if (response.headersSent) response.destroy();
      else answerError(request, response, error, { detail: id, style });
    });
  }

  const server: Server = http.createServer(
    {
      headersTimeout: limits.HEADERS_TIMEOUT_MS,
      // Bodies may be large and slow; silence is what ends a request.
      requestTimeout: 0,
      keepAliveTimeout: limits.KEEP_ALIVE_MS,
      maxHeaderSize: limits.MAX_HEADER_BYTES,
      requireHostHeader: true,
    },
    handle,
  );
  server.on('checkContinue', handle);
  server.on('checkExpectation', handle);
  server.maxConnections = limits.MAX_CONNECTIONS;
  server.setTimeout(limits.SILENCE_MS);
  return { address: await listen(server, address), stop: () => close(server, inFlight) };
}

async function listen(server: Server, { host, port }: ListenAddress): Promise<ListenAddress> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new SimpulError(CONFIG.PORT_TAKEN, { params: { port }, cause });
    throw new SimpulError(CONFIG.INVALID, { params: { name: '--listen', reason: 'cannot be listened on' }, cause });
  }
  const bound = server.address() as AddressInfo;
  return { host: bound.address, port: bound.port };
}

async function close(server: Server, inFlight: ReadonlySet<ServerResponse>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // What is still to be answered is the last of its connection.
  for (const response of inFlight) response.shouldKeepAlive = false;
  const timer = setTimeout(() => server.closeAllConnections(), limits.DRAIN_MS);
  await closed;
  clearTimeout(timer);
}
