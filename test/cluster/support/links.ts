import { freePort, startProcess, toolPath } from '@simpul/testing';
import { type Proxy, Toxiproxy } from 'toxiproxy-node-client';
import { until } from '../../fault/support/until.ts';

/** A connection of one process to NATS or to the store, which can be cut and delayed. */
export interface Link {
  readonly port: number;
  /** Breaks its connections, and refuses new ones. */
  cut(): Promise<void>;
  /** Lets nothing through, and closes nothing. */
  silence(): Promise<void>;
  /** Holds up all that goes through, each way. */
  delay(milliseconds: number): Promise<void>;
  /** Lets all through again. */
  mend(): Promise<void>;
}

/** toxiproxy, in a process of its own. */
export interface Links {
  /** Opens a link to a port of this machine. */
  open(name: string, port: number): Promise<Link>;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const START_MS = 30_000;

export async function startLinks(): Promise<Links> {
  const port = await freePort();
  const server = await startProcess([toolPath('toxiproxy-server'), '-host', HOST, '-port', String(port)], {
    name: 'toxiproxy-server',
    ready: 'Starting HTTP server',
  });
  const client = new Toxiproxy(`http://${HOST}:${port}`);
  // It says so just before it listens.
  await until('toxiproxy answers', START_MS, () => client.getVersion().catch(() => undefined));
  return {
    async open(name, upstream) {
      const at = await freePort();
      const listen = `${HOST}:${at}`;
      return createLink(await client.createProxy({ name, listen, upstream: `${HOST}:${upstream}` }), at);
    },
    async stop() {
      await server.end('SIGKILL');
    },
  };
}

function createLink(proxy: Proxy, port: number): Link {
  const { listen, upstream } = proxy;
  const setEnabled = (enabled: boolean): Promise<Proxy> => proxy.update({ enabled, listen, upstream });
  const toxics: { remove(): Promise<void> }[] = [];
  async function bothWays(type: 'latency' | 'timeout', attributes: object): Promise<void> {
    for (const stream of ['upstream', 'downstream'] as const) {
      toxics.push(await proxy.addToxic({ name: `${type}-${stream}`, type, stream, toxicity: 1, attributes }));
    }
  }
  return {
    port,
    async cut() {
      await setEnabled(false);
    },
    silence: () => bothWays('timeout', { timeout: 0 }),
    delay: (latency) => bothWays('latency', { latency, jitter: 0 }),
    async mend() {
      for (const toxic of toxics.splice(0)) await toxic.remove();
      await setEnabled(true);
    },
  };
}
