import type { Params, registryPlan, Result } from '@simpul/contracts';
import { planFile } from '../domain/file-managed.ts';
import { refuseOtherInstance } from '../domain/same-instance.ts';
import type { RegistryStore } from '../store/registry-store.ts';

/** What would applying these objects change? */
export function createPlan(store: Pick<RegistryStore, 'refresh'>) {
  return async ({ objects, prune }: Params<typeof registryPlan>): Promise<Result<typeof registryPlan>> => {
    const registry = await store.refresh();
    refuseOtherInstance(registry, objects);
    return { entries: planFile(registry, objects, prune), revision: registry.revision };
  };
}
