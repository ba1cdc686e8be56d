import { type Bus, createLeafWriter, type Module } from '@simpul/bus';
import type { PlanEntry } from '@simpul/contracts';
import type { CollectionSpec, DocumentStore } from '@simpul/store';
import type { Logger } from '@simpul/telemetry';
import type { RegistryConfig } from './config.ts';
import { planChanges } from './domain/plan.ts';
import { serveRegistry } from './service.ts';
import { OBJECTS, RegistryStore, STORE_FORMAT } from './store/registry-store.ts';

export type { RegistryConfig } from './config.ts';
export { readStoredObjects } from './store/registry-store.ts';

export interface RegistryDeps {
  readonly bus: Bus;
  readonly logger: Logger;
  readonly openStore: (collections: readonly CollectionSpec[], format: number) => Promise<DocumentStore>;
  /** Told how the region file differs from a registry that is not empty; not called when it does not. */
  readonly onPlan: (entries: readonly PlanEntry[]) => void;
}

/** Creates the registry: members, systems, services, contracts and agreements. */
export async function create(config: RegistryConfig, deps: RegistryDeps): Promise<Module> {
  const { bus, logger, onPlan } = deps;
  const database = await deps.openStore([OBJECTS], STORE_FORMAT);
  const store = new RegistryStore(database.collection(OBJECTS));
  await store.load();
  const leaves = createLeafWriter({ client: bus.as('registry'), node: `${config.nodeId}.registry`, logger });
  const apply = serveRegistry(bus, { store, leaves, logger });
  return {
    name: 'registry',
    async start() {
      leaves.start();
      if (config.region === undefined) return;
      if (store.current.size === 0) {
        const { entries } = await apply({ objects: [...config.region], prune: false });
        logger.info({ objects: entries.length }, 'applied the region file to the empty registry');
        return;
      }
      const plan = planChanges(store.current, config.region, false);
      if (plan.length > 0) onPlan(plan);
    },
    async stop() {
      await leaves.stop();
      await database.close();
    },
    notReady: () => (store.current.size === 0 ? 'the registry holds no region yet' : undefined),
  };
}
