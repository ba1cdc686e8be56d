import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Below it are the ports that programs commonly have. */
const FIRST = 10_000;
/** Ports to choose from at least, where the system gives outgoing connections those from early on. */
const AT_LEAST = 5000;

/**
 * A port of loopback on which nobody listens now. It is none that the system gives to outgoing connections, so that it is
 * still free when it is taken, and when a server that was killed comes back to it.
 */
export async function freePort(): Promise<number> {
  const [outgoing = '0'] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t');
  const end = Math.max(Number(outgoing), FIRST + AT_LEAST);
  for (;;) {
    const port = randomInt(FIRST, end);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}
