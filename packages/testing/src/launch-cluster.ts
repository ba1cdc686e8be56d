import type { ChildProcess } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startUp } from './simpul-up.ts';
import type { StartedProcess } from './start-process.ts';

/** Services of each process, as `--only` takes them. The first of a cluster has the door. */
export type ClusterLayout = readonly [string, ...string[]];

/** What an operator is told to run: two edges, identity, registry, two audit processes and the signer. */
export const RECOMMENDED_LAYOUT: ClusterLayout = [
  'gateway,exchange',
  'gateway,exchange',
  'identity',
  'registry',
  'audit',
  'audit',
  'signer',
];

/** What a process writes into `run/endpoint.json`. */
export interface ProcessEndpoint {
  /** Of its public door; only where the gateway is in it. */
  readonly url: string;
  readonly metricsUrl: string;
}

/** One process of a cluster. */
export interface ClusterProcess {
  /** Services, such as `gateway,exchange`. */
  readonly only: string;
  /** Name of its folder: party and number, such as `audit-2`. */
  readonly name: string;
  readonly data: string;
  /** Undefined while it is down. */
  process(): ChildProcess | undefined;
  /** Its addresses, which may be others after each start. */
  endpoint(): ProcessEndpoint;
  /** SIGSTOP, and waits until it stands still. */
  pause(): Promise<void>;
  /** SIGCONT. */
  resume(): void;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
  /** SIGTERM. @returns its exit code */
  stop(): Promise<number | null>;
  /** Starts it again with the same arguments, and waits until it is ready. */
  start(): Promise<void>;
}

/** A cluster of real processes. */
export interface LaunchedCluster {
  readonly url: string;
  readonly port: number;
  readonly data: string;
  readonly processes: readonly ClusterProcess[];
  /** What all of them printed so far. */
  output(): string;
  /** Stops them in the order in which one process stops its modules. @returns the first exit code that is not 0 */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

/** Where the processes meet. */
export interface ClusterNats {
  readonly url: string;
  /** Folder of `simpul nats config`, with certificates and seeds. */
  readonly config: string;
}

export interface ClusterOptions {
  readonly region: string;
  /** Folder of the cluster; each process has one of its own in it. */
  readonly data: string;
  readonly port: number;
  /** The same for all of them, or a way of its own for each by its name. */
  readonly nats: ClusterNats | ((name: string) => ClusterNats);
  /** Database for all of them; absent: SQLite files of each. */
  readonly mongo?: string | ((name: string) => string);
  readonly layout?: ClusterLayout;
  /** Address under which it is known; by default that of its first door. */
  readonly publicUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** More arguments of each `up`. */
  readonly args?: readonly string[];
  readonly prefix?: readonly string[];
}

/** Starts all processes at once and waits until each is ready. @throws Error with the output of one that ends before. */
export async function launchCluster(options: ClusterOptions): Promise<LaunchedCluster> {
  const { data, port, layout = RECOMMENDED_LAYOUT, publicUrl = `http://localhost:${port}` } = options;
  const killing = new AbortController();
  let output = '';
  const shared: Shared = {
    ...options,
    publicUrl,
    signal: killing.signal,
    onOutput: (text) => void (output += text),
  };
  const processes = await Promise.all(
    namesOf(layout).map(async (named, index) =>
      // Not 0: a process finds its port long before it listens there, and would have another after a restart.
      createProcess({ ...named, port: index === 0 ? port : await freePort() }, shared),
    ),
  );
  arrangeFolder(data, processes);
  try {
    await Promise.all(processes.map((one) => one.start()));
  } catch (error) {
    killing.abort();
    throw error;
  }
  return {
    url: processes[0]?.endpoint().url ?? '',
    port,
    data,
    processes,
    output: () => output,
    async stop() {
      const codes: (number | null)[] = [];
      for (const rank of STOP_ORDER) {
        const group = processes.filter(({ only }) => only.split(',').some((service) => rank.includes(service)));
        codes.push(...(await Promise.all(group.map((one) => one.stop()))));
      }
      return codes.find((code) => code !== 0) ?? 0;
    },
    async kill() {
      await Promise.all(processes.map((one) => one.kill()));
    },
  };
}

/** As one process stops its modules: who is asked stops after who asks. */
const STOP_ORDER = [['gateway'], ['exchange'], ['identity'], ['registry'], ['audit', 'signer']];

/** Lets the folder of the cluster look like that of one process to whoever reads log, credentials and address there. */
function arrangeFolder(data: string, processes: readonly ClusterProcess[]): void {
  mkdirSync(join(data, 'run'), { recursive: true });
  const link = (path: string, owner: ClusterProcess | undefined): void => {
    const place = join(data, path);
    if (owner !== undefined && lstatSync(place, { throwIfNoEntry: false }) === undefined)
      symlinkSync(join(owner.data, path), place);
  };
  for (const path of ['instance.json', 'run/endpoint.json']) link(path, processes[0]);
  const identity = processes.find(({ only }) => only === 'identity');
  for (const path of ['credentials', 'keys']) link(path, identity);
}

interface Named {
  readonly only: string;
  readonly name: string;
}

/** `edge-1`, `edge-2`, `identity-1` … */
function namesOf(layout: ClusterLayout): Named[] {
  const counts = new Map<string, number>();
  return layout.map((only) => {
    const party = partyOf(only);
    const count = (counts.get(party) ?? 0) + 1;
    counts.set(party, count);
    return { only, name: `${party}-${count}` };
  });
}

/** What a process is called on the bus. */
export function partyOf(only: string): string {
  if (only === 'gateway,exchange') return 'edge';
  return only.split(',', 1)[0] ?? only;
}

type Shared = ClusterOptions & {
  readonly publicUrl: string;
  readonly signal: AbortSignal;
  readonly onOutput: (text: string) => void;
};

function createProcess({ only, name, port }: Named & { readonly port: number }, shared: Shared): ClusterProcess {
  const { region, publicUrl, args = [], env = {}, prefix = [], signal, onOutput } = shared;
  const nats = typeof shared.nats === 'function' ? shared.nats(name) : shared.nats;
  const mongo = typeof shared.mongo === 'function' ? shared.mongo(name) : shared.mongo;
  const data = join(shared.data, name);
  const flags = {
    only,
    region,
    data,
    port,
    'public-url': publicUrl,
    'metrics-port': 0,
    'log-file': join(shared.data, 'run', 'simpul.log'),
    nats: nats.url,
    'nats-ca': join(nats.config, 'ca.pem'),
    'nats-nkey': join(nats.config, `${partyOf(only)}.nk`),
    ...(mongo === undefined ? {} : { mongo }),
  };
  const line = [...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)]), ...args];
  let running: StartedProcess | undefined;
  async function end(how: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const ending = running;
    running = undefined;
    return ending === undefined ? 0 : ending.end(how);
  }
  return {
    only,
    name,
    data,
    process: () => running?.process,
    endpoint: () => JSON.parse(readFileSync(join(data, 'run', 'endpoint.json'), 'utf8')) as ProcessEndpoint,
    pause: async () => running?.pause(),
    resume: () => running?.resume(),
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    async start() {
      running = await startUp({ args: line, env, prefix, signal, onOutput });
    },
  };
}
