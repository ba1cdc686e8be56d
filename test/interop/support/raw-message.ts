import type { RequestMessage, ResponseMessage } from '@simpul/http-signatures';
import type { RawResponse } from '@simpul/testing';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';

/** Writes a request into a file as it goes over the wire, its target in absolute form. @returns the file */
export function writeRequestFile(file: string, { method, targetUri, headers, body }: RequestMessage): string {
  return write(file, `${method} ${targetUri} HTTP/1.1`, { headers, body });
}

/** The same for a response. */
export function writeResponseFile(file: string, { status, headers, body }: ResponseMessage): string {
  return write(file, `HTTP/1.1 ${status} OK`, { headers, body });
}

function write(file: string, first: string, message: Pick<ResponseMessage, 'headers' | 'body'>): string {
  const { headers, body = new Uint8Array() } = message;
  const lines = headers.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${headers[i + 1]}`] : []));
  const head = [first, ...lines, `Content-Length: ${body.length}`, '', ''].join('\r\n');
  writeFileSync(file, Buffer.concat([Buffer.from(head, 'latin1'), body]));
  return file;
}

/** An answer as it came, without the lines that frame it. */
export function responseOf({ status, headers, body }: RawResponse): ResponseMessage {
  const kept = headers.filter(([name]) => !/^(?:content-length|transfer-encoding|connection)$/i.test(name));
  return { status, headers: kept.flat(), body };
}

/** Header lines as a record, as other libraries take them. */
export function recordOf({ headers }: Pick<ResponseMessage, 'headers'>): Record<string, string> {
  return Object.fromEntries(headers.flatMap((name, i) => (i % 2 === 0 ? [[name, headers[i + 1] ?? '']] : [])));
}

/** The message with more header lines, or with others. */
export function withRecord<M extends RequestMessage>(message: M, headers: Readonly<Record<string, string>>): M {
  return { ...message, headers: Object.entries({ ...recordOf(message), ...headers }).flat() };
}

/** `Content-Digest` of a body (RFC 9530). */
export function contentDigest(body: Uint8Array = new Uint8Array()): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}
