import { leafActor, type LeafWriter } from '@simpul/bus';
import type { Params, registryApply, Result } from '@simpul/contracts';
import { planChanges } from '../domain/plan.ts';
import { refuseOtherInstance } from '../domain/same-instance.ts';
import { summaryOf } from '../domain/summary.ts';
import type { RegistryStore } from '../store/registry-store.ts';

export interface ApplyDeps {
  readonly store: RegistryStore;
  readonly leaves: Pick<LeafWriter, 'write'>;
  readonly onChange: () => void;
}

/** Makes file-managed objects equal to these; one application at a time, and none before the log holds it. */
export function createApply({ store, leaves, onChange }: ApplyDeps) {
  let last: Promise<unknown> = Promise.resolve();

  async function apply(params: Params<typeof registryApply>): Promise<Result<typeof registryApply>> {
    const { objects, prune, actor } = params;
    refuseOtherInstance(store.current, objects);
    const entries = planChanges(store.current, objects, prune);
    const summary = summaryOf(entries);
    if (summary !== undefined) {
      const who = actor && leafActor(actor);
      await leaves.write({ type: 'config.applied', op: summary, ...who?.leaf }, who?.sideCar);
      await store.apply(entries, objects);
      onChange();
    }
    return { entries, revision: store.revision };
  }

  return (params: Params<typeof registryApply>): Promise<Result<typeof registryApply>> => {
    const mine = last.then(() => apply(params));
    last = mine.catch(() => undefined);
    return mine;
  };
}
