import { connect, type Socket } from 'node:net';
import { CONSUMER, serviceAt } from '../../integration/bodies/bodies-region.ts';
import type { Behaviour } from './raw-agency.ts';

/** How a raw consumer behaves. */
export type Manner =
  | 'whole'
  | 'leaves-before-body'
  | 'leaves-in-upload'
  | 'leaves-in-chunks'
  | 'leaves-after-upload'
  | 'leaves-at-head'
  | 'leaves-in-body'
  | 'stalls-in-upload'
  | 'stalls-in-body';

/** Bytes of its requests. */
export const REQUEST_BYTES = 20_000_000;
const PIECE = Buffer.alloc(64 * 1024, 'x');
const MIDDLE = 12_000_000;
/** Milliseconds for which it takes nothing: longer than the bus waits. */
const STALL_MS = 45_000;

export interface RawCall {
  /** `X-Road-Id`, a UUID. */
  readonly id: string;
  readonly port: number;
  readonly agency: Behaviour;
  readonly manner: Manner;
  /** Resolves when the exchange is known to have begun. */
  readonly begun: () => Promise<unknown>;
}

/** What the consumer saw of its answer. */
export interface SeenAnswer {
  /** 0: nothing came. */
  readonly status: number;
  readonly bytes: number;
}

/** Makes one call and resolves once its connection has closed, or the answer has come whole. */
export async function callRaw({ id, port, agency, manner, begun }: RawCall): Promise<SeenAnswer> {
  const socket = connect(port, '127.0.0.1');
  let head = '';
  let bytes = 0;
  let wanted = Number.POSITIVE_INFINITY;
  const closed = new Promise<void>((done) => socket.once('close', done));
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    if (!head.includes('\r\n\r\n')) {
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      bytes = head.length - end - 4;
      wanted = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? wanted);
      if (manner === 'leaves-at-head') socket.resetAndDestroy();
      if (manner === 'stalls-in-body') {
        socket.pause();
        // A socket that is not read does not notice its end.
        setTimeout(() => socket.resume(), STALL_MS);
      }
    } else bytes += chunk.length;
    if (manner === 'leaves-in-body' && bytes > MIDDLE) socket.resetAndDestroy();
    if (bytes >= wanted) socket.end();
  });
  const chunked = manner === 'leaves-in-chunks';
  const framing = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${REQUEST_BYTES}`;
  socket.write(
    `POST ${serviceAt('besar')}/${agency} HTTP/1.1\r\nHost: bus\r\nX-Road-Client: ${CONSUMER}\r\nX-Road-Id: ${id}\r\n${framing}\r\n\r\n`,
  );
  await send(socket, manner, begun);
  await closed;
  return { status: Number(head.slice(9, 12)), bytes };
}

async function send(socket: Socket, manner: Manner, begun: () => Promise<unknown>): Promise<void> {
  if (manner === 'leaves-before-body') {
    await begun();
    socket.resetAndDestroy();
    return;
  }
  if (manner === 'leaves-in-chunks') {
    await pour(
      socket,
      MIDDLE,
      Buffer.concat([Buffer.from(`${PIECE.length.toString(16)}\r\n`), PIECE, Buffer.from('\r\n')]),
    );
    await begun();
    socket.resetAndDestroy();
    return;
  }
  const stops = manner === 'leaves-in-upload' || manner === 'stalls-in-upload';
  await pour(socket, stops ? MIDDLE : REQUEST_BYTES, PIECE);
  if (manner === 'leaves-in-upload') socket.resetAndDestroy();
  if (manner === 'leaves-after-upload') {
    // A destroyed socket drops what the system has not taken yet.
    await new Promise((done) => socket.write('', done));
    await begun();
    socket.destroy();
  }
}

async function pour(socket: Socket, count: number, piece: Buffer): Promise<void> {
  for (let left = count; left > 0 && !socket.destroyed; left -= piece.length) {
    const ready = socket.write(left < piece.length ? piece.subarray(0, left) : piece);
    if (!ready) await new Promise((done) => socket.once('drain', done).once('close', done));
  }
}
