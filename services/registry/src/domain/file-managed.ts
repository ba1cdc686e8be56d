import type { PlanEntry, RegistryObject } from '@simpul/contracts';
import { REGISTRY, SimpulError } from '@simpul/errors';
import { toObject, type Registry } from '../store/snapshot.ts';
import { dependentsOf } from './dependents.ts';
import { keyOf, planChanges } from './plan.ts';

/**
 * What a region file changes. It sees only what a file manages.
 * @throws SimpulError `SIMPUL_REGISTRY_MANAGED_BY_API` where it names what the API manages, `SIMPUL_REGISTRY_IN_USE` where
 *   it would delete what an object of the API needs
 */
export function planFile(registry: Registry, wanted: readonly RegistryObject[], prune: boolean): PlanEntry[] {
  for (const { kind, id } of wanted) {
    if (registry.entry(kind, id)?.managedBy === 'api') {
      throw new SimpulError(REGISTRY.MANAGED_BY_API, { params: { kind, id } });
    }
  }
  const current = new Map<string, RegistryObject>();
  for (const kept of registry.objects()) if (kept.managedBy === 'file') current.set(keyOf(kept), toObject(kept));
  const entries = planChanges(current, wanted, prune);
  for (const { action, kind, id } of entries) if (action === 'delete') refuseNeeded(registry, kind, id);
  return entries;
}

function refuseNeeded(registry: Registry, kind: string, id: string): void {
  for (const { kind: by, id: user, managedBy } of dependentsOf(registry, kind, id)) {
    if (managedBy === 'api') throw new SimpulError(REGISTRY.IN_USE, { params: { kind, id, user: `${by} ${user}` } });
  }
}
