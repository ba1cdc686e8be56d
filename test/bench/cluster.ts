import { dropDatabases, findMongoServer } from '@simpul/testing';
import { join } from 'node:path';
import { startProvider } from './cases/provider-case.ts';
import { CLUSTER_CASES, type ClusterCaseName, SHAPES, type SimpulCaseName } from './cluster/cases.ts';
import { startMoleculer } from './cluster/moleculer-case.ts';
import { startSharedNats } from './cluster/shared-nats.ts';
import { startSimpulCluster } from './cluster/simpul-cluster-case.ts';
import { runBench } from './run-bench.ts';

// `npm run bench:cluster [-- --reps 5 --seconds 5 --only moleculer-web,simpul-apart --json]`: the bus as a cluster beside
// moleculer-web, over one nats-server, interleaved in one run. BENCH_NODE_OPTIONS goes to each process of a cluster, such as
// `--cpu-prof --cpu-prof-dir=profiles`.

await runBench<ClusterCaseName>({
  names: CLUSTER_CASES,
  baselineOf: () => 'moleculer-web',
  async start(wanted, { folder, started, uses }) {
    const simpul = (Object.keys(SHAPES) as SimpulCaseName[]).filter((name) => wanted.includes(name));
    const needsStore = simpul.some((name) => SHAPES[name].store === 'mongo');
    const mongo = needsStore ? findMongoServer() : undefined;
    const able = simpul.filter((name) => SHAPES[name].store === 'sqlite' || mongo?.isThere);
    const prefix = `bench_${process.pid}_`;
    if (mongo?.isThere) uses({ stop: () => dropDatabases(mongo, prefix) });

    const provider = await startProvider();
    uses(provider);
    const nats = await startSharedNats(join(folder, 'nats'), able);
    uses(nats);
    if (wanted.includes('moleculer-web'))
      started(await startMoleculer(`${provider.url}/moleculer-web`, nats.moleculer));
    for (const name of able) {
      started(
        await startSimpulCluster({
          name,
          folder: join(folder, name),
          provider,
          nats: nats.clusterOf(name),
          database: mongo?.isThere ? mongo.urlOf(prefix + name) : '',
          nodeOptions: process.env['BENCH_NODE_OPTIONS'],
        }),
      );
    }
  },
});
