import { afterEach, describe, expect, it } from '@jest/globals';
import { CONFIG } from '@simpul/errors';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { listen } from '../src/listen.ts';
import { errorOf } from './support/error-of.ts';

const host = '127.0.0.1';
const opened: Server[] = [];
function server(): Server {
  const made = createServer();
  opened.push(made);
  return made;
}
afterEach(async () => {
  for (const made of opened.splice(0)) if (made.listening) await once(made.close(), 'close');
});

describe('listen', () => {
  it('takes a free port for 0 and says which', async () => {
    const made = server();
    const port = await listen(made, { host, port: 0 });
    expect(made.address()).toMatchObject({ address: host, port });
  });

  it('names a port that is taken', async () => {
    const port = await listen(server(), { host, port: 0 });
    const error = await errorOf(() => listen(server(), { host, port }));
    expect(error).toMatchObject({ code: CONFIG.PORT_TAKEN.code, params: { port } });
  });

  it('goes elsewhere where that is allowed', async () => {
    const port = await listen(server(), { host, port: 0 });
    const made = server();
    const other = await listen(made, { host, port, elsewhere: true });
    expect(other).not.toBe(port);
    expect(made.address()).toMatchObject({ port: other });
  });

  it('passes on another failure as it is', async () => {
    await expect(listen(server(), { host: '192.0.2.1', port: 0, elsewhere: true })).rejects.toMatchObject({
      code: 'EADDRNOTAVAIL',
    });
  });
});
