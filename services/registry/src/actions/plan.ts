import type { Params, registryPlan, Result } from '@simpul/contracts';
import { planChanges } from '../domain/plan.ts';
import { refuseOtherInstance } from '../domain/same-instance.ts';
import type { RegistryStore } from '../store/registry-store.ts';

/** What would applying these objects change? */
export function createPlan(store: RegistryStore) {
  return ({ objects, prune }: Params<typeof registryPlan>): Promise<Result<typeof registryPlan>> => {
    refuseOtherInstance(store.current, objects);
    return Promise.resolve({ entries: planChanges(store.current, objects, prune), revision: store.revision });
  };
}
