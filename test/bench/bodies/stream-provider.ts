import { createServer } from 'node:http';
import { announce } from '../run-child.ts';

// A program: a provider of bytes. POST is read to its end and answered with a word; `GET …/N` is answered with N bytes.

const PIECE = Buffer.alloc(64 * 1024, 'x');
const DONE = { 'Content-Length': '2', 'Content-Type': 'text/plain' };

const server = createServer((request, response) => {
  if (request.method === 'POST') {
    request.resume();
    request.once('end', () => response.writeHead(200, DONE).end('ok'));
    return;
  }
  let left = Number(request.url?.split('/').at(-1));
  response.writeHead(200, { 'Content-Length': String(left), 'Content-Type': 'application/octet-stream' });
  const pour = (): void => {
    for (let ready = true; ready && left > 0;) {
      const piece = left < PIECE.length ? PIECE.subarray(0, left) : PIECE;
      left -= piece.length;
      ready = response.write(piece);
    }
    if (left === 0) response.end();
    else response.once('drain', pour);
  };
  pour();
});
announce(server, {});
