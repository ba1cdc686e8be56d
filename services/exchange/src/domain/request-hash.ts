import { hash } from 'node:crypto';

/** What `X-Road-Request-Hash` is made over. */
export interface HashedRequest {
  readonly method: string;
  /** Path and query as they arrived. */
  readonly target: string;
  /** Headers that pass on, names and values alternating, in arrival order. */
  readonly headers: readonly string[];
  /** The exchange id. */
  readonly requestId: string;
  /** `X-Road-Id`, if the bus made it. */
  readonly madeId: string | undefined;
  /** SHA-512 of the body; undefined where there is none. */
  readonly bodyHash: Buffer | undefined;
}

/** SHA-512 of a body, which the request hash and the leaf's digest share; undefined where there is no body. */
export function hashBody(body: Uint8Array): Buffer | undefined {
  return body.length === 0 ? undefined : hash('sha512', body, 'buffer');
}

/** `X-Road-Request-Hash`: base64 of SHA512(H), or of SHA512(SHA512(H) || SHA512(body)) (PR-REST 4.3). */
export function requestHash(request: HashedRequest): string {
  const { method, target, headers, requestId, madeId, bodyHash } = request;
  let head = `${method}\r\n${target}\r\n`;
  for (let i = 0; i + 1 < headers.length; i += 2) head += `${headers[i]}:${headers[i + 1]}\r\n`;
  head += `x-road-request-id:${requestId}\r\n`;
  if (madeId !== undefined) head += `x-road-id:${madeId}\r\n`;
  // Node gives header values as latin1 text; their bytes are what was sent.
  const headHash = hash('sha512', Buffer.from(head, 'latin1'), 'buffer');
  if (bodyHash === undefined) return headHash.toString('base64');
  return hash('sha512', Buffer.concat([headHash, bodyHash]), 'base64');
}
