import type { Params, PlanEntry, registryApply, RegistryObject, Result } from '@simpul/contracts';
import { appliedAgreementLeaf } from '../agreements/agreement-leaf.ts';
import { planFile } from '../domain/file-managed.ts';
import { keyOf } from '../domain/plan.ts';
import { refuseOtherInstance } from '../domain/same-instance.ts';
import { summaryOf } from '../domain/summary.ts';
import type { Change, RegistryStore } from '../store/registry-store.ts';
import type { Registry } from '../store/snapshot.ts';
import type { Write } from '../writer.ts';

export interface ApplyDeps {
  readonly store: Pick<RegistryStore, 'registry'>;
  readonly write: Write;
}

/** Makes file-managed objects equal to those of a region file; none before the log holds it. */
export function createApply({ store, write }: ApplyDeps) {
  async function applyWith(
    { objects, prune, actor }: Params<typeof registryApply>,
    partsOf: typeof agreementLeaves,
  ): Promise<Result<typeof registryApply>> {
    const wanted = new Map(objects.map((object) => [keyOf(object), object]));
    const { result } = await write(actor, (registry) => {
      refuseOtherInstance(registry, objects);
      const entries = planFile(registry, objects, prune);
      const changed = entries.filter(({ action }) => action !== 'keep');
      return {
        changes: changed.map((entry) => toChange(entry, wanted.get(keyOf(entry)))),
        leaf: { type: 'config.applied', op: summaryOf(entries) ?? '' },
        parts: partsOf(changed, wanted, registry),
        result: entries,
      };
    });
    return { entries: result, revision: store.registry.revision };
  }

  return {
    apply: (params: Params<typeof registryApply>) => applyWith(params, agreementLeaves),
    /** Fills the empty registry at a start, which thousands of leaves would hold up: they follow (`tell-region.ts`). */
    fill: (objects: readonly RegistryObject[]) => applyWith({ objects: [...objects], prune: false }, () => []),
  };
}

/** Rights are looked for one by one: who gave this one, when, in which words. */
function agreementLeaves(
  changed: readonly PlanEntry[],
  wanted: ReadonlyMap<string, RegistryObject>,
  registry: Registry,
): ReturnType<typeof appliedAgreementLeaf>[] {
  return changed.flatMap((entry) => {
    const { action, kind, id } = entry;
    if (kind !== 'agreement' || action === 'keep') return [];
    const object = wanted.get(keyOf(entry));
    const agreement = object?.kind === 'agreement' ? object.value : registry.value('agreement', id);
    return agreement === undefined ? [] : [appliedAgreementLeaf(agreement, action)];
  });
}

function toChange(entry: { readonly kind: string; readonly id: string }, object: RegistryObject | undefined): Change {
  const { kind, id } = entry;
  return { ...(object ?? { kind, id }), managedBy: 'file' } as Change;
}
