import {
  type ClusterOptions,
  dropDatabases,
  freePort,
  launchCluster,
  type LaunchedCluster,
  launchNats,
  prepareClusterRun,
  requireMongoServer,
} from '@simpul/testing';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { writeOpenRegion } from '../../fault/support/open-region.ts';

/** A cluster with the open region, on a NATS of its own. */
export interface OpenCluster {
  readonly cluster: LaunchedCluster;
  /** The region file. */
  readonly region: string;
  /** Ends all at once, and drops the database. */
  stop(): Promise<void>;
}

export interface OpenClusterOptions extends Pick<ClusterOptions, 'layout' | 'args' | 'env'> {
  readonly folder: string;
  /** Where the region's one service is. */
  readonly agencyUrl: string;
  /** Milliseconds that it may take. */
  readonly timeoutMs?: number;
  readonly store: 'sqlite' | 'mongo';
}

export async function startOpenCluster(options: OpenClusterOptions): Promise<OpenCluster> {
  const { folder, agencyUrl, timeoutMs, store, ...shape } = options;
  await using stack = new AsyncDisposableStack();
  const config = process.env['TEST_NATS_CONFIG'] ?? (await prepareClusterRun());
  const nats = await launchNats({ config: join(config, 'nats-server.conf') });
  stack.defer(() => nats.kill());
  const server = store === 'mongo' ? requireMongoServer() : undefined;
  const database = `open_${randomUUID().slice(0, 8)}`;
  if (server !== undefined) stack.defer(() => dropDatabases(server, database));
  const region = writeOpenRegion(folder, agencyUrl, timeoutMs);
  const cluster = await launchCluster({
    ...shape,
    region,
    data: join(folder, 'data'),
    port: await freePort(),
    nats: { url: nats.url, config },
    ...(server === undefined ? {} : { mongo: server.urlOf(database) }),
  });
  stack.defer(() => cluster.kill());
  const running = stack.move();
  return { cluster, region, stop: () => running.disposeAsync() };
}
