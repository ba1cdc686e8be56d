import { type Bus, createLeafWriter, type Module } from '@simpul/bus';
import type { PlanEntry } from '@simpul/contracts';
import { createContractWorker } from '@simpul/openapi';
import type { CollectionSpec, DocumentStore } from '@simpul/store';
import type { Logger } from '@simpul/telemetry';
import { CONTRACT_LIMITS, type RegistryConfig } from './config.ts';
import { planFile } from './domain/file-managed.ts';
import { NOTICES, openNoticeRows } from './notices/notice-rows.ts';
import { serveRegistry } from './service.ts';
import { type Commit, COMMITS, OLDEST_FORMAT, STORE_FORMAT } from './store/commits.ts';
import { FIRST_OBJECTS, migrate } from './store/migrate.ts';
import { RegistryStore } from './store/registry-store.ts';

export type { RegistryConfig } from './config.ts';
export { readStoredObjects } from './store/read-stored-objects.ts';

export interface RegistryDeps {
  readonly bus: Bus;
  readonly logger: Logger;
  readonly openStore: (
    collections: readonly CollectionSpec[],
    format: number,
    oldest: number,
  ) => Promise<DocumentStore>;
  /** Told how the region file differs from a registry that is not empty; not called when it does not. */
  readonly onPlan: (entries: readonly PlanEntry[]) => void;
}

/** Creates the registry: members, systems, services, contracts and agreements. */
export async function create(config: RegistryConfig, deps: RegistryDeps): Promise<Module> {
  const { bus, logger, onPlan } = deps;
  const database = await deps.openStore([COMMITS, FIRST_OBJECTS, NOTICES], STORE_FORMAT, OLDEST_FORMAT);
  const commits = database.collection<Commit>(COMMITS);
  await migrate(database.collection(FIRST_OBJECTS), commits);
  const store = new RegistryStore(commits);
  await store.load();
  const leaves = createLeafWriter({ client: bus.as('registry'), node: `${config.nodeId}.registry`, logger });
  const notices = openNoticeRows(database);
  const worker = createContractWorker(CONTRACT_LIMITS);
  const { apply, agreements } = serveRegistry(bus, { store, leaves, notices, worker, logger });
  return {
    name: 'registry',
    async start() {
      leaves.start();
      agreements.calendar.start();
      if (config.region === undefined) return;
      if (store.registry.revision === 0) {
        const { entries } = await apply({ objects: [...config.region], prune: false });
        logger.info({ objects: entries.length }, 'applied the region file to the empty registry');
        return;
      }
      const plan = planFile(store.registry, config.region, false);
      if (plan.length > 0) onPlan(plan);
    },
    async stop() {
      await agreements.calendar.stop();
      await worker.stop();
      await leaves.stop();
      await database.close();
    },
    notReady: () => (store.registry.revision === 0 ? 'the registry holds no region yet' : undefined),
  };
}
