import type { BenchCase } from '../cases/bench-case.ts';
import { BODY } from '../payload.ts';
import { runChild } from '../run-child.ts';
import { OPERATION } from '../write-region.ts';
import type { ClusterCaseName } from './cases.ts';
import { argumentsOf, type NatsArguments } from './moleculer/broker.ts';

/** What ratios are to: moleculer-web and, in another process, an action that sends on to the provider. */
export async function startMoleculer(provider: string, nats: NatsArguments): Promise<BenchCase<ClusterCaseName>> {
  const service = await runChild('cluster/moleculer/provider.ts', provider, ...argumentsOf(nats));
  const gateway = await runChild('cluster/moleculer/gateway.ts', ...argumentsOf(nats));
  return {
    name: 'moleculer-web',
    pids: [service, gateway].map(({ process: { pid = 0 } }) => pid),
    prepare: () =>
      Promise.resolve({ url: gateway.url + OPERATION, headers: { 'Content-Type': 'application/json' }, body: BODY }),
    settle: () => Promise.resolve(),
    async stop() {
      await gateway.stop();
      await service.stop();
    },
  };
}
