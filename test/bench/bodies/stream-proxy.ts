import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Pool } from 'undici';
import { announce } from '../run-child.ts';

// A program: what a proxy costs on this machine that only passes bodies on, with back-pressure, and holds nothing.

const pool = new Pool(process.argv[2] ?? '');

async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url = '/', headers } = request;
  const length = headers['content-length'];
  const answer = await pool.request({
    method: method === 'POST' ? 'POST' : 'GET',
    path: url,
    headers: length === undefined ? {} : { 'content-length': length },
    body: method === 'POST' ? request : null,
  });
  response.writeHead(answer.statusCode, { 'content-length': String(answer.headers['content-length']) });
  await pipeline(answer.body, response);
}

const server = createServer((request, response) => {
  pass(request, response).catch(() => response.destroy());
});
announce(server, {});
