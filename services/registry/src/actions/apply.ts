import type { Params, registryApply, Result } from '@simpul/contracts';
import { planChanges } from '../domain/plan.ts';
import { refuseOtherInstance } from '../domain/same-instance.ts';
import type { RegistryStore } from '../store/registry-store.ts';

/** Makes file-managed objects equal to these; one application at a time. */
export function createApply(store: RegistryStore, onChange: () => void) {
  let last: Promise<unknown> = Promise.resolve();

  async function apply({ objects, prune }: Params<typeof registryApply>): Promise<Result<typeof registryApply>> {
    refuseOtherInstance(store.current, objects);
    const entries = planChanges(store.current, objects, prune);
    await store.apply(entries, objects);
    onChange();
    return { entries, revision: store.revision };
  }

  return (params: Params<typeof registryApply>): Promise<Result<typeof registryApply>> => {
    const mine = last.then(() => apply(params));
    last = mine.catch(() => undefined);
    return mine;
  };
}
