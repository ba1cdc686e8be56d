import type { Actor, Params, registryPatch, registryPut, registryRemove, Resource, Result } from '@simpul/contracts';
import { mergePatch } from '../domain/merge-patch.ts';
import { type Decided, decideChange, decideRemoval, type Examine, type Wish } from '../domain/decide-change.ts';
import { unknownObject } from '../domain/locate.ts';
import type { Step } from '../resources/resource.ts';
import type { Kept, Registry } from '../store/snapshot.ts';
import type { Decision, Write, Written } from '../writer.ts';
import { show } from './read.ts';
import type { Circumstances } from '../domain/circumstances.ts';

export interface ChangeDeps {
  readonly write: Write;
  /** As `write`, where deciding may need a comparison of contracts. */
  readonly writeCompared: (
    actor: Actor,
    decide: (registry: Registry, examine: Examine) => Decision<Decided>,
  ) => Promise<Written<Decided>>;
  /** Told of a change that was made. */
  readonly onChanged: (kind: Resource, step: Step<Resource>, where: Circumstances) => void;
}

/** Creates what changes and removes objects of every kind. */
export function createChanges({ write, writeCompared, onChanged }: ChangeDeps) {
  async function change(wish: Wish): Promise<Result<typeof registryPut>> {
    const { kind, actor } = wish;
    const written = await writeCompared(actor, (registry, examine) => decideChange(wish, registry, examine));
    const { step, known, where } = written.result;
    const { record } = written;
    const now = written.kept.find((each) => each.kind === kind && each.id === step.id) ?? known;
    if (now === undefined) throw unknownObject(kind, step.id);
    if (record !== undefined) onChanged(kind, step, where);
    const shown = show(now as Kept<Resource>, where);
    return { ...shown, created: known === undefined, ...(record !== undefined && { record }) };
  }

  return {
    put: ({ body, ...wish }: Params<typeof registryPut>) => change({ ...wish, entryOf: () => body }),
    patch: ({ patch, ...wish }: Params<typeof registryPatch>) =>
      change({
        ...wish,
        entryOf: (before) => {
          if (before === undefined) throw unknownObject(wish.kind, wish.id);
          return mergePatch(before, patch);
        },
      }),
    remove: async (wish: Params<typeof registryRemove>): Promise<Result<typeof registryRemove>> => {
      const { record } = await write(wish.actor, (registry) => decideRemoval(wish, registry));
      return { ...(record !== undefined && { record }) };
    },
  };
}
