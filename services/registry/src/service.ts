import { type Bus, handler } from '@simpul/bus';
import { registryApply, registryChanged, registryChanges, registryPlan } from '@simpul/contracts';
import type { Logger } from '@simpul/telemetry';
import { createApply } from './actions/apply.ts';
import { createPlan } from './actions/plan.ts';
import type { RegistryStore } from './store/registry-store.ts';

/** Offers the registry's actions on the bus. @returns how the registry applies a file itself. */
export function serveRegistry(bus: Bus, store: RegistryStore, logger: Logger): ReturnType<typeof createApply> {
  const client = bus.as('registry');
  const apply = createApply(store, () => {
    client.announce(registryChanged).catch((err: unknown) => logger.debug({ err }, 'an announcement was lost'));
  });
  bus.serve('registry', [
    handler(registryPlan, createPlan(store)),
    handler(registryApply, apply),
    handler(registryChanges, ({ since, limit }) => store.changes(since, limit)),
  ]);
  return apply;
}
