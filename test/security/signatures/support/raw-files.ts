import type { RequestMessage } from '@simpul/http-signatures';
import type { RawResponse } from '@simpul/testing';

/** Lines that say how a body was framed, which a file with the body as it is does not have. */
const FRAMING = /^(?:content-length|transfer-encoding|connection)$/i;

/** A request as a file that `simpul verify` and `simpul audit verify` read. */
export function rawRequestOf({ method, targetUri, headers, body = new Uint8Array() }: RequestMessage): Buffer {
  const lines = headers.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${headers[i + 1]}`] : []));
  return Buffer.concat([
    Buffer.from([`${method} ${targetUri} HTTP/1.1`, ...lines, '', ''].join('\r\n'), 'latin1'),
    body,
  ]);
}

/** A response as such a file. */
export function rawResponseOf({ status, headers, body }: RawResponse): Buffer {
  const lines = headers.filter(([name]) => !FRAMING.test(name)).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([Buffer.from([`HTTP/1.1 ${status} `, ...lines, '', ''].join('\r\n'), 'latin1'), body]);
}
