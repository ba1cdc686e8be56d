import { createM2mClient, type M2mClient } from '@simpul/testing';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Tokens are asked for anew well before their 300 s are over, milliseconds. */
const TOKEN_USE_MS = 120_000;
/** What the door itself says on its connections, or puts in. */
const OWN = new Set(['host', 'connection', 'authorization', 'dpop', 'transfer-encoding', 'content-length']);

/** A door before a bus for a program that knows no DPoP. */
export interface SigningDoor {
  readonly url: string;
  /** How many answers had which status. */
  readonly answers: ReadonlyMap<number, number>;
  close(): Promise<void>;
}

export interface SigningDoorOptions {
  readonly bus: string;
  /** Data folder of the bus, with the keys. */
  readonly data: string;
  /** Clients of the sandbox (`operator`), in turn. */
  readonly clients: readonly string[];
}

/**
 * Opens a door that hands each request on to a bus as it came, with a token of one of the clients, in turn, and a fresh
 * proof; what the bus does, an end of the connection included, is what its caller sees.
 */
export async function openSigningDoor({ bus, data, clients }: SigningDoorOptions): Promise<SigningDoor> {
  const answers = new Map<number, number>();
  const sources = await Promise.all(clients.map((name) => tokenSource(bus, data, name)));
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const source = sources[turn++ % sources.length] ?? (() => Promise.reject(new Error('no client')));
    pass(incoming, outgoing, { bus, source, answers }).catch((error: unknown) => {
      process.stderr.write(`the door failed: ${String(error)}\n`);
      outgoing.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    close: () => closeServer(server),
  };
}

type TokenSource = (method: string, url: string) => Promise<Record<string, string>>;

async function tokenSource(bus: string, data: string, name: string): Promise<TokenSource> {
  const client: M2mClient = await createM2mClient({
    url: bus,
    clientId: `sandbox-${name}`,
    keyFile: join(data, 'credentials', `${name}.jwk`),
  });
  let held: { readonly token: Promise<string>; readonly since: number } | undefined;
  return async (method, url) => {
    if (held === undefined || Date.now() - held.since > TOKEN_USE_MS) {
      held = { token: client.token(`${bus}/api`), since: Date.now() };
    }
    return client.proofHeaders(await held.token, method, url);
  };
}

interface Passing {
  readonly bus: string;
  readonly source: TokenSource;
  readonly answers: Map<number, number>;
}

async function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { bus, source, answers }: Passing,
): Promise<void> {
  const { method = 'GET', url = '/' } = incoming;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const proof = await source(method, bus + url);
  const headers: Record<string, string | string[]> = { ...proof };
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    if (!OWN.has(name) && values !== undefined) headers[name] = values;
  }
  if (body.length > 0 || incoming.headers['content-length'] !== undefined)
    headers['content-length'] = String(body.length);
  const { hostname, port } = new URL(bus);
  const sent = request({ hostname, port, method, path: url, headers, agent: false });
  sent.end(body);
  sent.once('error', () => outgoing.destroy());
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const { statusCode = 0 } = answer;
  answers.set(statusCode, (answers.get(statusCode) ?? 0) + 1);
  outgoing.writeHead(
    statusCode,
    answer.rawHeaders.filter((_, i) => !isHopByHop(answer.rawHeaders[i - (i % 2)])),
  );
  answer.pipe(outgoing);
}

function isHopByHop(name: string | undefined): boolean {
  return name !== undefined && /^(?:connection|keep-alive|transfer-encoding)$/i.test(name);
}

async function closeServer(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
