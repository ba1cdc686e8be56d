import { createServer } from 'node:http';

// The system of a newcomer, as small as one can be: docs/registry.md puts it behind the bus. A port may be given.
const PORT = 9102;
const LOKET = /^\/loket\/(\d{1,2})$/;

const server = createServer((request, response) => {
  const loket = LOKET.exec(request.url ?? '')?.[1];
  response.writeHead(loket === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(loket === undefined ? {} : { loket: Number(loket), nomor: 'A-018', menunggu: 11 }));
});
server.listen(Number(process.argv[2] ?? PORT), '127.0.0.1');
