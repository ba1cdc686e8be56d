import { openOnLoopback } from '@simpul/testing';
import { createServer, type Socket } from 'node:net';
import type { Server } from 'node:http';

/** How a raw agency behaves; the last part of a call's path names one. */
export const BEHAVIOURS = [
  'answer',
  'answer-late',
  'answer-early',
  'reset-at-once',
  'reset-in-upload',
  'reset-after-upload',
  'reset-after-head',
  'reset-in-body',
  'end-in-chunks',
  'stall-in-upload',
  'stall-before-head',
  'stall-in-body',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** Bytes of its answers. */
export const ANSWER_BYTES = 20_000_000;
const PIECE = Buffer.alloc(64 * 1024, 'x');
/** Bytes of a body after which it is broken off. */
const MIDDLE = 12_000_000;
const LATE_MS = 500;
/** Milliseconds for which it takes nothing: longer than the bus waits. */
const STALL_MS = 45_000;
const LENGTH = /^content-length: (\d+)\r$/im;
const CHUNKS_END = '\r\n0\r\n\r\n';

/** One request on one connection. */
interface Call {
  readonly socket: Socket;
  readonly behaviour: Behaviour;
}

/** Starts an agency on raw sockets that does to its callers what systems do. */
export async function startRawAgency() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    serve(socket);
  });
  const door = await openOnLoopback(
    Object.assign(server, { closeAllConnections: () => destroyAll(sockets) }) as unknown as Server,
  );
  return { ...door, connections: () => sockets.size };
}

function destroyAll(sockets: Iterable<Socket>): void {
  for (const socket of sockets) socket.destroy();
}

/** Reads one request after the other, and acts as each asks. */
function serve(socket: Socket): void {
  let head = '';
  let call: Call | undefined;
  let tail = '';
  let got = 0;
  let wanted = Number.POSITIVE_INFINITY;
  socket.on('data', (chunk: Buffer) => {
    let body = chunk;
    if (call === undefined) {
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = LENGTH.exec(head.slice(0, end + 1))?.[1];
      const chunked = /^transfer-encoding: chunked\r$/im.test(head.slice(0, end + 1));
      wanted = length === undefined ? (chunked ? Number.POSITIVE_INFINITY : 0) : Number(length);
      const behaviour = /^\S+ \S*\/([a-z-]+) /.exec(head)?.[1] as Behaviour;
      call = { socket, behaviour };
      body = Buffer.from(head.slice(end + 4), 'latin1');
      begin(call);
    }
    got += body.length;
    tail = (tail + body.subarray(-CHUNKS_END.length).toString('latin1')).slice(-CHUNKS_END.length);
    if (call.behaviour === 'reset-in-upload' && got > 3_000_000) {
      socket.resetAndDestroy();
      return;
    }
    if (call.behaviour === 'stall-in-upload' && got > 3_000_000) {
      socket.pause();
      // A socket that is not read does not notice its end; what it still holds is not wanted.
      setTimeout(() => socket.removeAllListeners('data').resume(), STALL_MS).unref();
      return;
    }
    if (got < wanted && tail !== CHUNKS_END) return;
    const whole = call;
    [head, call, tail, got, wanted] = ['', undefined, '', 0, Number.POSITIVE_INFINITY];
    void answer(whole);
  });
}

function begin({ socket, behaviour }: Call): void {
  if (behaviour === 'reset-at-once') socket.resetAndDestroy();
  if (behaviour === 'answer-early') socket.write('HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno');
}

async function answer({ socket, behaviour }: Call): Promise<void> {
  if (behaviour === 'answer-early' || behaviour === 'stall-before-head') return;
  if (behaviour === 'reset-after-upload') return void socket.resetAndDestroy();
  if (behaviour === 'answer-late') await new Promise((done) => setTimeout(done, LATE_MS));
  if (behaviour === 'end-in-chunks') {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunked = Buffer.concat([Buffer.from(`${PIECE.length.toString(16)}\r\n`), PIECE, Buffer.from('\r\n')]);
    await pour(socket, MIDDLE, chunked);
    return void socket.end();
  }
  socket.write(`HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: ${ANSWER_BYTES}\r\n\r\n`);
  if (behaviour === 'reset-after-head') return void setTimeout(() => socket.resetAndDestroy(), LATE_MS);
  const broken = behaviour === 'reset-in-body' || behaviour === 'stall-in-body';
  await pour(socket, broken ? MIDDLE : ANSWER_BYTES, PIECE);
  if (behaviour === 'reset-in-body') socket.resetAndDestroy();
}

/** Writes as much as the other side takes, never ahead of it. */
async function pour(socket: Socket, count: number, piece: Buffer): Promise<void> {
  for (let left = count; left > 0 && !socket.destroyed; left -= piece.length) {
    const ready = socket.write(left < piece.length ? piece.subarray(0, left) : piece);
    if (!ready) await new Promise((done) => socket.once('drain', done).once('close', done));
  }
}
