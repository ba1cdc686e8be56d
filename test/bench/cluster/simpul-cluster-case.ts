import { type ClusterNats, freePort, launchCluster } from '@simpul/testing';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BenchFailure } from '../bench-failure.ts';
import type { BenchCase } from '../cases/bench-case.ts';
import type { ProviderCase } from '../cases/provider-case.ts';
import { createLeafAudit } from '../leaf-audit.ts';
import { BODY } from '../payload.ts';
import { CONSUMERS, OPERATION, SERVICE, writeRegion } from '../write-region.ts';
import { type ClusterCaseName, SHAPES, type SimpulCaseName } from './cases.ts';

export interface SimpulClusterOptions {
  readonly name: SimpulCaseName;
  /** Folder for the data of this cluster. */
  readonly folder: string;
  readonly provider: ProviderCase;
  readonly nats: ClusterNats;
  /** Its database, where its shape asks for one. */
  readonly database: string;
  /** More arguments of Node in each process, such as those of its profiler. */
  readonly nodeOptions?: string | undefined;
}

/** A cluster on an `open` link, with everything that an exchange has: contract, agreement, intent, leaf, signed log. */
export async function startSimpulCluster(options: SimpulClusterOptions): Promise<BenchCase<ClusterCaseName>> {
  const { name, folder, provider, nats, database, nodeOptions } = options;
  const { layout, store } = SHAPES[name];
  mkdirSync(folder, { recursive: true });
  // A path of its own: calls of other cases that end late are not counted here.
  const base = `/${name}`;
  const cluster = await launchCluster({
    region: writeRegion(folder, provider.url + base, {}),
    data: join(folder, 'data'),
    port: await freePort(),
    layout,
    nats,
    ...(store === 'mongo' ? { mongo: database } : {}),
    ...(nodeOptions === undefined ? {} : { env: { NODE_OPTIONS: nodeOptions } }),
  });
  const exchange = cluster.processes.find(({ only }) => only.includes('exchange'));
  const audit = createLeafAudit({
    url: cluster.url,
    metricsUrl: exchange?.endpoint().metricsUrl ?? '',
    seen: () => provider.seen(base + OPERATION),
  });
  const url = cluster.url + SERVICE + OPERATION;
  const headers = { 'Content-Type': 'application/json', 'X-Road-Client': CONSUMERS.open };
  // Threads start with the first call, which may take longer than a short load.
  const { status } = await fetch(url, { method: 'POST', headers, body: BODY });
  if (status !== 200) throw new BenchFailure(`${name}: the first call was answered ${status}`);
  return {
    name,
    pids: cluster.processes.map((one) => one.process()?.pid ?? 0),
    async prepare() {
      await audit.begin();
      return { url, headers, body: BODY };
    },
    settle: ({ completed }) => audit.settle(completed),
    stop: () => cluster.stop(),
  };
}
