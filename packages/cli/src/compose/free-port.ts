import { CONFIG, SimpulError } from '@simpul/errors';
import { createServer } from 'node:net';

/**
 * Makes sure that a port can be had before anything is made, since names of logs and issuers hold it.
 * @param port - 0 for any
 * @throws SimpulError `SIMPUL_CONFIG_PORT_TAKEN`
 */
export function freePort(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'EADDRINUSE' ? new SimpulError(CONFIG.PORT_TAKEN, { params: { port }, cause }) : cause);
    });
    probe.listen({ host, port }, () => {
      const address = probe.address();
      const found = typeof address === 'object' && address !== null ? address.port : port;
      probe.close(() => resolve(found));
    });
  });
}
