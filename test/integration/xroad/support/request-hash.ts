import { createHash } from 'node:crypto';

/** What `X-Road-Request-Hash` is over, as its caller knows it. */
export interface HashedCall {
  readonly method: string;
  /** Raw path and query. */
  readonly target: string;
  /** Headers that pass, names and values alternating, in the order in which they were sent. */
  readonly kept: readonly string[];
  /** `x-road-request-id` of the answer. */
  readonly requestId: string;
  /** `x-road-id` of the answer, where none was sent. */
  readonly madeId?: string;
  readonly body?: Uint8Array;
}

const CRLF = Buffer.from('\r\n');
const sha512 = (...parts: readonly Uint8Array[]): Buffer => {
  const digest = createHash('sha512');
  for (const part of parts) digest.update(part);
  return digest.digest();
};

/** The formula of facts B.6, written anew: no code of the bus is used. */
export function requestHash({ method, target, kept, requestId, madeId, body }: HashedCall): string {
  const lines = [method, target];
  for (let i = 0; i < kept.length; i += 2) lines.push(`${kept[i]}:${kept[i + 1]}`);
  lines.push(`x-road-request-id:${requestId}`);
  if (madeId !== undefined) lines.push(`x-road-id:${madeId}`);
  const head = sha512(...lines.flatMap((line) => [Buffer.from(line, 'latin1'), CRLF]));
  const hash = body === undefined || body.length === 0 ? head : sha512(head, sha512(body));
  return hash.toString('base64');
}
