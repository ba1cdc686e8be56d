import type { RequestMessage, ResponseMessage } from '@simpul/http-signatures';
import { STATUS_CODES } from 'node:http';

/** Lines about the transfer, which the file of a message says in its own way: `Host` of the target, the length of the body that is there. */
const OF_TRANSFER: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
]);
const AUTHORITY = /^https?:\/\/([^/?#]+)/;

/** A request as the raw HTTP/1.1 message that `simpul verify` reads, its target in absolute form as it was signed. */
export function writeRequest({ method, targetUri, headers, body }: RequestMessage): Buffer {
  const [, host = ''] = AUTHORITY.exec(targetUri) ?? [];
  return write([`${method} ${targetUri} HTTP/1.1`, `host: ${host}`], headers, body);
}

/** A response as such a message. */
export function writeResponse({ status, headers, body }: ResponseMessage): Buffer {
  return write([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`], headers, body);
}

function write(first: readonly string[], headers: readonly string[], body: Uint8Array = Buffer.alloc(0)): Buffer {
  const lines = headers.flatMap((name, i) => {
    const isName = i % 2 === 0 && !OF_TRANSFER.has(name.toLowerCase());
    return isName ? [`${name}: ${headers[i + 1] ?? ''}`] : [];
  });
  const length = body.length === 0 ? [] : [`content-length: ${body.length}`];
  return Buffer.concat([Buffer.from([...first, ...lines, ...length, '', ''].join('\r\n'), 'latin1'), body]);
}
