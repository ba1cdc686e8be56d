import { createServer } from 'node:http';
import { BODY } from './payload.ts';
import { announce } from './run-child.ts';

// A program: the provider, which reads each request to its end, counts it by its path, and answers with one fixed body.
// GET tells the count of a path.

const HEADERS = { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(BODY)) };
const seen = new Map<string, number>();

const server = createServer((request, response) => {
  const { url: path = '' } = request;
  const count = seen.get(path) ?? 0;
  if (request.method === 'GET') {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ seen: count }));
    return;
  }
  request.resume();
  request.once('end', () => {
    seen.set(path, (seen.get(path) ?? 0) + 1);
    response.writeHead(200, HEADERS).end(BODY);
  });
});
announce(server, {});
