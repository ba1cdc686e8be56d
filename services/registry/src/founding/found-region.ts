import { setTimeout as wait } from 'node:timers/promises';
import type { Collection, CollectionSpec, Leases } from '@simpul/store';
import type { RegistryStore } from '../store/registry-store.ts';

/** Whether the first region file was applied whole: it is more than one commit, and a process can end between two. */
export type Founding = { readonly id: 'region'; readonly isDone: boolean };

export const FOUNDING: CollectionSpec = { name: 'founding' };
/** Milliseconds between two looks at what another process does. */
const LOOK_MS = 200;

export interface FoundingDeps {
  readonly rows: Collection<Founding>;
  readonly leases: Leases;
  readonly store: Pick<RegistryStore, 'refresh'>;
  /** Applies the region file. */
  readonly apply: () => Promise<void>;
}

/**
 * Applies the region file to a registry that holds none, or only a part of it. Of processes that start at once one does it, and
 * the others wait until it has, or has ended.
 * @returns whether it was done here
 */
export async function foundRegion({ rows, leases, store, apply }: FoundingDeps): Promise<boolean> {
  async function isFounded(): Promise<boolean> {
    const { revision } = await store.refresh();
    return revision > 0 && (await rows.get('region'))?.isDone !== false;
  }

  let isOurs = false;
  async function found(): Promise<void> {
    if (await isFounded()) return;
    await rows.put({ id: 'region', isDone: false });
    await apply();
    await rows.update('region', { isDone: true });
    isOurs = true;
  }

  while (!(await isFounded()) && !(await leases.hold('founding', found))) await wait(LOOK_MS);
  return isOurs;
}
