import { leafActor, type LeafMembers, type LeafWriter } from '@simpul/bus';
import type { Actor } from '@simpul/contracts';
import { isSimpulError, REGISTRY, SimpulError } from '@simpul/errors';
import { isDeepStrictEqual } from 'node:util';
import { v7 as uuidV7 } from 'uuid';
import { inCommits } from './store/commits.ts';
import type { Change, RegistryStore } from './store/registry-store.ts';
import type { Kept, Registry } from './store/snapshot.ts';

/** What the log says of a change. */
type Leaf = LeafMembers & { readonly type: string };

/** What shall be changed, and how the log says it. */
export interface Decision<T> {
  /** In their order of dependence: what others name comes first, so that each part of them is sound. */
  readonly changes: readonly Change[];
  /** Written before the first change is made; none where nothing changes. */
  readonly leaf: Leaf;
  /** The same of parts of it that are looked for by themselves; written with it. */
  readonly parts?: readonly Leaf[];
  readonly sideCar?: LeafMembers;
  readonly result: T;
}

export interface Written<T> {
  readonly result: T;
  /** The changed objects as they now are, without deleted ones. */
  readonly kept: readonly Kept[];
  /** Id of the leaf; undefined where nothing was changed. */
  readonly record: string | undefined;
}

/**
 * Decides on a change; pure, since it is called again where another process was faster.
 * @param record - id that the leaf of this change will have
 */
export type Decide<T> = (registry: Registry, record: string) => Decision<T>;

/**
 * Changes the registry: decides on all that is known, records, commits; and again from the start where another process
 * was faster.
 * @throws SimpulError what `decide` throws, `SIMPUL_RECORD_UNAVAILABLE`, `SIMPUL_REGISTRY_BUSY`
 */
export type Write = <T>(
  /** Who asked for it; undefined: whoever runs the process. */
  actor: Actor | undefined,
  decide: Decide<T>,
) => Promise<Written<T>>;

export interface WriterDeps {
  readonly store: Pick<RegistryStore, 'refresh' | 'commit'>;
  readonly leaves: Pick<LeafWriter, 'write'>;
  /** Told once something was changed. */
  readonly onChange: () => void;
}

/** Changes that wait for their turn at once. */
const MAX_WAITING = 1000;
/** Times that others may be faster. */
const MAX_TRIES = 50;
const BUSY_RETRY_S = 1;

/** Leaves that are given to the log at once: each may wait for its turn as long as one alone. */
export const LEAVES_AT_ONCE = 256;

/** What was said in the log. */
interface Said {
  readonly leaf: Leaf;
  readonly parts: readonly Leaf[];
  readonly record: string;
  /** Whether part of it is made. */
  begun: boolean;
}

function isSaid({ leaf, parts = [] }: Decision<unknown>, said: Said): boolean {
  return isDeepStrictEqual([said.leaf, said.parts], [leaf, parts]);
}

/** Creates the one way to change the registry; within a process one change is made at a time. */
export function createWriter({ store, leaves, onChange }: WriterDeps): Write {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  async function write<T>(who: ReturnType<typeof leafActor> | undefined, decide: Decide<T>): Promise<Written<T>> {
    const kept: Kept[] = [];
    let record = uuidV7();
    let said: Said | undefined;

    /** The same as before, or what is now to be said in its place. */
    async function decideOn(registry: Registry): Promise<Decision<T>> {
      try {
        const decision = decide(registry, said?.record ?? record);
        if (said === undefined || isSaid(decision, said)) return decision;
        await unsay(REGISTRY.PRECONDITION_FAILED.code);
        record = uuidV7();
        return decide(registry, record);
      } catch (error) {
        await unsay(isSimpulError(error) ? error.code : REGISTRY.PRECONDITION_FAILED.code);
        throw error;
      }
    }

    async function say({ leaf, parts = [], sideCar }: Decision<T>): Promise<Said> {
      await leaves.write({ ...leaf, ...who?.leaf, id: record }, { ...sideCar, ...who?.sideCar });
      await writeAll(parts);
      return { leaf, parts, record, begun: false };
    }

    async function writeAll(all: readonly Leaf[]): Promise<void> {
      for (let at = 0; at < all.length; at += LEAVES_AT_ONCE) {
        const some = all.slice(at, at + LEAVES_AT_ONCE);
        await Promise.all(some.map((leaf) => leaves.write({ ...leaf, ...who?.leaf }, who?.sideCar)));
      }
    }

    /** The log holds a change that is not made, since another one was faster: it must say so as well. */
    async function unsay(error: string): Promise<void> {
      if (said?.begun !== false) return;
      const { leaf, parts } = said;
      said = undefined;
      await writeAll([leaf, ...parts].map((each) => ({ ...each, outcome: 'refused', error })));
    }

    /** @returns whether all of them are made; those of an earlier part stay */
    async function commitAll(changes: readonly Change[], base: number, about: Said): Promise<boolean> {
      let revision = base;
      for (const part of inCommits(changes)) {
        const made = await store.commit(revision, part);
        if (made === undefined) return false;
        about.begun = true;
        kept.push(...made);
        revision += part.length;
      }
      return true;
    }

    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const registry = await store.refresh();
      const base = registry.revision;
      const decision = await decideOn(registry);
      if (decision.changes.length === 0) return { result: decision.result, kept, record: said?.record };
      said ??= await say(decision);
      const isDone = await commitAll(decision.changes, base, said);
      if (said.begun) onChange();
      if (isDone) return { result: decision.result, kept, record: said.record };
    }
    await unsay(REGISTRY.BUSY.code);
    throw new SimpulError(REGISTRY.BUSY, { retryAfter: BUSY_RETRY_S });
  }

  return async (actor, decide) => {
    if (waiting >= MAX_WAITING) throw new SimpulError(REGISTRY.BUSY, { retryAfter: BUSY_RETRY_S });
    waiting += 1;
    const mine = last.then(() => write(actor && leafActor(actor), decide)).finally(() => (waiting -= 1));
    // A failure is told to whoever asked; the next one goes on.
    last = mine.catch(() => undefined);
    return mine;
  };
}
