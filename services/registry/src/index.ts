import { type Bus, createLeafWriter, type Module } from '@simpul/bus';
import type { PlanEntry, RegistryObject } from '@simpul/contracts';
import { createContractWorker } from '@simpul/openapi';
import { type CollectionSpec, type DocumentStore, openLeases } from '@simpul/store';
import type { Logger } from '@simpul/telemetry';
import { createRegionTelling, TELLING } from './agreements/tell-region.ts';
import { CONTRACT_LIMITS, type RegistryConfig } from './config.ts';
import { planFile } from './domain/file-managed.ts';
import { FOUNDING, foundRegion } from './founding/found-region.ts';
import { openNoticeRows } from './notices/notice-rows.ts';
import { serveRegistry } from './service.ts';
import { COLLECTIONS } from './store/all-collections.ts';
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
  const database = await deps.openStore(COLLECTIONS, STORE_FORMAT, OLDEST_FORMAT);
  const commits = database.collection<Commit>(COMMITS);
  await migrate(database.collection(FIRST_OBJECTS), commits);
  const store = new RegistryStore(commits);
  await store.load();
  const leaves = createLeafWriter({ client: bus.as('registry'), node: `${config.nodeId}.registry`, logger });
  const notices = openNoticeRows(database);
  const worker = createContractWorker(CONTRACT_LIMITS);
  const leases = openLeases(database);
  const telling = createRegionTelling({ rows: database.collection(TELLING), leases, store, leaves, logger });
  const { fill, agreements } = serveRegistry(bus, { store, leaves, leases, notices, worker, logger });

  /** Fills an empty registry with a region file, and says how it differs from one that is not. */
  async function takeRegion(region: readonly RegistryObject[]): Promise<void> {
    const isFounded = await foundRegion({
      rows: database.collection(FOUNDING),
      leases,
      store,
      async apply() {
        const { entries, revision } = await fill(region);
        await telling.prepare(revision);
        logger.info({ objects: entries.length }, 'applied the region file to the empty registry');
      },
    });
    if (isFounded) return;
    const plan = planFile(store.registry, region, false);
    if (plan.length > 0) onPlan(plan);
  }

  return {
    name: 'registry',
    async start() {
      leaves.start();
      agreements.calendar.start();
      if (config.region !== undefined) await takeRegion(config.region);
      void telling.start();
    },
    async stop() {
      await agreements.calendar.stop();
      await telling.stop();
      await worker.stop();
      await leaves.stop();
      await database.close();
    },
    notReady: () => (store.registry.revision === 0 ? 'the registry holds no region yet' : undefined),
  };
}
