import { parseResponses } from '@simpul/testing';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Way } from './ways.ts';

/** A whole answer. */
export interface Answer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Writes bytes to a door, on a connection of their own, and reads one answer, whether the connection then stays or not. */
export async function exchangeBytes(way: Way, bytes: string): Promise<Answer> {
  const socket = open(way);
  await once(socket, way.tls === undefined ? 'connect' : 'secureConnect');
  socket.write(bytes);
  let received: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk as Buffer]);
    if (isWhole(received)) break;
  }
  socket.destroy();
  const [first, ...more] = parseResponses(received);
  if (first === undefined || more.length > 0) throw new Error(`not one answer: ${received.toString('latin1')}`);
  const { status, headers, body } = first;
  return { status, headers: new Map(headers.map(([name, value]) => [name.toLowerCase(), value])), body };
}

function open({ port, tls }: Way): Socket {
  if (tls === undefined) return connect(port, '127.0.0.1');
  const { ca, cert, key } = tls;
  return connectTls({ port, host: '127.0.0.1', servername: 'localhost', ca, cert, key });
}

const HEAD_END = '\r\n\r\n';

function isWhole(received: Buffer): boolean {
  const text = received.toString('latin1');
  const end = text.indexOf(HEAD_END);
  if (end === -1) return false;
  const body = text.slice(end + HEAD_END.length);
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(text.slice(0, end + 2))?.[1];
  return length === undefined ? body.endsWith(`0${HEAD_END}`) : body.length >= Number(length);
}
