import type { Params, registryApply, RegistryObject, Result } from '@simpul/contracts';
import { planFile } from '../domain/file-managed.ts';
import { keyOf } from '../domain/plan.ts';
import { refuseOtherInstance } from '../domain/same-instance.ts';
import { summaryOf } from '../domain/summary.ts';
import type { Change, RegistryStore } from '../store/registry-store.ts';
import type { Write } from '../writer.ts';

export interface ApplyDeps {
  readonly store: Pick<RegistryStore, 'registry'>;
  readonly write: Write;
}

/** Makes file-managed objects equal to these; none before the log holds it. */
export function createApply({ store, write }: ApplyDeps) {
  return async (params: Params<typeof registryApply>): Promise<Result<typeof registryApply>> => {
    const { objects, prune, actor } = params;
    const wanted = new Map(objects.map((object) => [keyOf(object), object]));
    const { result } = await write(actor, (registry) => {
      refuseOtherInstance(registry, objects);
      const entries = planFile(registry, objects, prune);
      const changed = entries.filter(({ action }) => action !== 'keep');
      return {
        changes: changed.map((entry) => toChange(entry, wanted.get(keyOf(entry)))),
        leaf: { type: 'config.applied', op: summaryOf(entries) ?? '' },
        result: entries,
      };
    });
    return { entries: result, revision: store.registry.revision };
  };
}

function toChange(entry: { readonly kind: string; readonly id: string }, object: RegistryObject | undefined): Change {
  const { kind, id } = entry;
  return { ...(object ?? { kind, id }), managedBy: 'file' } as Change;
}
