import { type Bus, handler, type LeafWriter } from '@simpul/bus';
import {
  registryApply,
  registryCatalog,
  registryChanged,
  registryChanges,
  registryContract,
  registryList,
  registryPatch,
  registryPlan,
  registryPut,
  registryPutContract,
  registryRead,
  registryRemove,
} from '@simpul/contracts';
import type { ContractWorker } from '@simpul/openapi';
import type { Leases } from '@simpul/store';
import type { Logger } from '@simpul/telemetry';
import { createApply } from './actions/apply.ts';
import { createCatalog } from './actions/catalog.ts';
import { createChanges } from './actions/change.ts';
import { createPutContract, createReadContract } from './actions/contract.ts';
import { createPlan } from './actions/plan.ts';
import { type Agreements, openAgreements } from './agreements/open-agreements.ts';
import type { NoticeRows } from './notices/notice-rows.ts';
import { createList, createRead } from './actions/read.ts';
import { Comparisons } from './versions/comparisons.ts';
import { createPublications } from './versions/write-compared.ts';
import { Catalogue } from './catalog/catalogue.ts';
import type { RegistryStore } from './store/registry-store.ts';
import { rightsHandlers } from './rights-handlers.ts';
import { createWriter } from './writer.ts';

export interface ServiceDeps {
  readonly store: RegistryStore;
  readonly leaves: Pick<LeafWriter, 'write'>;
  readonly leases: Leases;
  readonly notices: NoticeRows;
  readonly worker: ContractWorker;
  readonly logger: Logger;
}

export interface Served {
  /** How the registry applies a file itself. */
  readonly fill: ReturnType<typeof createApply>['fill'];
  readonly agreements: Agreements;
}

/** Offers the registry's actions on the bus. */
export function serveRegistry(bus: Bus, deps: ServiceDeps): Served {
  const { store, leaves, leases, notices: rows, worker, logger } = deps;
  const client = bus.as('registry');
  const onChange = (): void => {
    client.announce(registryChanged).catch((err: unknown) => logger.debug({ err }, 'an announcement was lost'));
    agreements.calendar.wake();
  };
  const write = createWriter({ store, leaves, onChange });
  const endpointsOf = async (text: string) => (await worker.examine(text)).endpoints;
  const agreements = openAgreements({ store, write, leases, rows, endpointsOf, logger });
  const { apply, fill } = createApply({ store, write });
  const { notify } = agreements;
  const publications = createPublications({ write, comparisons: new Comparisons(worker), store, notify, logger });
  const changes = createChanges({ write, ...publications });
  bus.serve('registry', [
    handler(registryPlan, createPlan(store)),
    handler(registryApply, apply),
    handler(registryCatalog, createCatalog(new Catalogue(store))),
    handler(registryChanges, ({ since, limit }) => store.changes(since, limit)),
    handler(registryList, createList(store)),
    handler(registryRead, createRead(store)),
    handler(registryPut, changes.put),
    handler(registryPatch, changes.patch),
    handler(registryRemove, changes.remove),
    handler(registryContract, createReadContract(store)),
    handler(registryPutContract, createPutContract({ store, write, worker })),
    ...agreements.handlers,
    ...rightsHandlers({ store, write, now: () => Date.now() }),
  ]);
  return { fill, agreements };
}
