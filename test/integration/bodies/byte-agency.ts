import { createHash, randomFillSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { openOnLoopback } from '@simpul/testing';

/** Random bytes that bodies are made of, again and again. */
export const BLOCK = randomFillSync(Buffer.alloc(1024 * 1024));

/** A body of so many bytes, piece by piece. */
export function* bytes(count: number): Generator<Buffer> {
  for (let left = count; left > 0; left -= BLOCK.length) yield left < BLOCK.length ? BLOCK.subarray(0, left) : BLOCK;
}

/** Hash of the body of so many bytes, base64url. */
export function digestOf(count: number, algorithm = 'sha256'): string {
  const hash = createHash(algorithm);
  for (const piece of bytes(count)) hash.update(piece);
  return hash.digest('base64url');
}

/** What the agency says of a request that it has read. */
export interface ReadRequest {
  readonly method: string;
  readonly size: number;
  /** SHA-256, base64url. */
  readonly digest: string;
  readonly headers: IncomingMessage['headers'];
}

/**
 * Starts an agency of bytes. `x-give: N` asks for an answer of N bytes, with `x-chunked: 1` without its length and with
 * `x-type` as its type; otherwise it tells what it read.
 */
export async function startByteAgency() {
  const server = createServer((request, response) => {
    read(request).then(
      (seen) => answer(request, response, seen),
      () => response.destroy(),
    );
  });
  return openOnLoopback(server);
}

async function read(request: IncomingMessage): Promise<ReadRequest> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  const { method = '', headers } = request;
  return { method, size, digest: hash.digest('base64url'), headers };
}

async function answer(request: IncomingMessage, response: ServerResponse, seen: ReadRequest): Promise<void> {
  const { 'x-give': give, 'x-chunked': chunked, 'x-type': type = 'application/octet-stream' } = request.headers;
  if (give === undefined) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(seen));
    return;
  }
  const length = chunked === undefined ? { 'content-length': String(give) } : {};
  response.writeHead(200, { 'content-type': String(type), ...length });
  for (const piece of bytes(Number(give))) {
    if (!response.write(piece)) await new Promise((done) => response.once('drain', done).once('close', done));
    if (response.destroyed) return;
  }
  response.end();
}
