import { type Bus, handler, type LeafWriter } from '@simpul/bus';
import { registryApply, registryChanged, registryChanges, registryPlan } from '@simpul/contracts';
import type { Logger } from '@simpul/telemetry';
import { createApply } from './actions/apply.ts';
import { createPlan } from './actions/plan.ts';
import type { RegistryStore } from './store/registry-store.ts';

export interface ServiceDeps {
  readonly store: RegistryStore;
  readonly leaves: Pick<LeafWriter, 'write'>;
  readonly logger: Logger;
}

/** Offers the registry's actions on the bus. @returns how the registry applies a file itself. */
export function serveRegistry(bus: Bus, { store, leaves, logger }: ServiceDeps): ReturnType<typeof createApply> {
  const client = bus.as('registry');
  const onChange = (): void => {
    client.announce(registryChanged).catch((err: unknown) => logger.debug({ err }, 'an announcement was lost'));
  };
  const apply = createApply({ store, leaves, onChange });
  bus.serve('registry', [
    handler(registryPlan, createPlan(store)),
    handler(registryApply, apply),
    handler(registryChanges, ({ since, limit }) => store.changes(since, limit)),
  ]);
  return apply;
}
