import { CONFIG, SimpulError } from '@simpul/errors';
import type { Server } from 'node:http';
import { isNativeError } from 'node:util/types';

export interface ListenOptions {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** Take a free port when this one is taken. */
  readonly elsewhere?: boolean;
}

/** Makes a server listen. @returns its port. @throws SimpulError `SIMPUL_CONFIG_PORT_TAKEN`. */
export async function listen(server: Server, options: ListenOptions): Promise<number> {
  const { host, port, elsewhere = false } = options;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    const taken = isNativeError(cause) && 'code' in cause && cause.code === 'EADDRINUSE';
    if (taken && elsewhere) return listen(server, { host, port: 0 });
    if (taken) throw new SimpulError(CONFIG.PORT_TAKEN, { params: { port }, cause });
    throw cause;
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
