import {
  type ClusterProcess,
  freePort,
  launchCluster,
  type LaunchedCluster,
  type LaunchedNats,
  launchNats,
  partyOf,
  prepareClusterRun,
} from '@simpul/testing';
import { join } from 'node:path';
import { type Link, type Links, startLinks } from './links.ts';
import { startStoreServer, type StoreServer } from './store-server.ts';

/** The recommended cluster with a NATS and a store that may be struck, and links that may be cut between all of them. */
export interface FaultCluster {
  readonly cluster: LaunchedCluster;
  readonly nats: LaunchedNats;
  readonly store: StoreServer;
  /** Addresses of its doors, now. */
  doors(): string[];
  readonly process: (name: string) => ClusterProcess;
  /** The way of a process, by its name, to NATS or to the store. */
  readonly link: (name: string, to: 'nats' | 'store') => Link;
  stop(): Promise<void>;
}

const DATABASE = 'cluster';
const NAMES = ['edge-1', 'edge-2', 'identity-1', 'registry-1', 'audit-1', 'audit-2', 'signer-1'] as const;

export interface FaultClusterOptions {
  readonly region: string;
  /** Folder for the data of all. */
  readonly folder: string;
  readonly args?: readonly string[];
}

/** Starts all. What was started is stopped again where a later part does not start. */
export async function startFaultCluster({ region, folder, args = [] }: FaultClusterOptions): Promise<FaultCluster> {
  const config = process.env['TEST_NATS_CONFIG'] ?? (await prepareClusterRun());
  const nats = await launchNats({ config: join(config, 'nats-server.conf') });
  const stops: (() => Promise<unknown>)[] = [() => nats.kill()];
  async function stop(): Promise<void> {
    for (const one of stops.toReversed()) await one();
  }
  try {
    const store = await startStoreServer(await freePort());
    stops.push(() => store.stop());
    const links = await startLinks();
    stops.push(() => links.stop());
    const ways = await openLinks(links, { nats: nats.port, store: store.port });
    const link = (name: string, to: 'nats' | 'store'): Link => {
      const found = ways.get(`${name} ${to}`);
      if (found === undefined) throw new Error(`there is no link of ${name} to ${to}`);
      return found;
    };
    const cluster = await launchCluster({
      region,
      args,
      data: join(folder, 'cluster'),
      port: await freePort(),
      nats: (name) => ({ url: `tls://127.0.0.1:${link(name, 'nats').port}`, config }),
      mongo: (name) => `mongodb://127.0.0.1:${link(name, 'store').port}/${DATABASE}`,
    });
    stops.push(() => cluster.kill());
    const named = (name: string): ClusterProcess => {
      const found = cluster.processes.find((one) => one.name === name);
      if (found === undefined) throw new Error(`there is no process ${name}`);
      return found;
    };
    return {
      cluster,
      nats,
      store,
      link,
      stop,
      doors: () => cluster.processes.filter(({ only }) => partyOf(only) === 'edge').map((edge) => edge.endpoint().url),
      process: named,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openLinks(links: Links, ports: Readonly<Record<'nats' | 'store', number>>): Promise<Map<string, Link>> {
  const ways = new Map<string, Link>();
  for (const name of NAMES) {
    for (const to of ['nats', 'store'] as const) {
      ways.set(`${name} ${to}`, await links.open(`${name}-${to}`, ports[to]));
    }
  }
  return ways;
}
