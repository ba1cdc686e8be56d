import { randomUUID } from 'node:crypto';
import { isSimpulError, STORE } from '@simpul/errors';
import type { CollectionSpec, DocumentStore } from './document-store.ts';

type LeaseRow = {
  readonly id: string;
  /** Who has it: one holding, not one process. */
  readonly holding: string;
  /** Milliseconds since the Unix epoch; 0: given back. */
  readonly until: number;
};

/** Where a store keeps its leases. */
export const LEASES: CollectionSpec = { name: 'leases' };
/** Milliseconds after which what a process holds that has ended, or stands still, is free for others. */
const LEASE_MS = 15_000;
const RENEW_MS = LEASE_MS / 3;

/** Work that one of the processes over a store does at a time. */
export interface Leases {
  /**
   * Does a piece of work unless another process is at it. Who stands still for long may meet one that took over: what the
   * work writes must still be conditional, and the lease spares all but the rare conflict.
   * @returns whether it was done here
   * @throws SimpulError `SIMPUL_STORE_*`, and what the work throws
   */
  hold(name: string, work: () => Promise<void>): Promise<boolean>;
}

/** Opens the leases of a store that was opened with {@link LEASES} among its collections. */
export function openLeases(store: DocumentStore): Leases {
  const rows = store.collection<LeaseRow>(LEASES);

  async function take(id: string, holding: string): Promise<boolean> {
    const now = Date.now();
    const taken = { holding, until: now + LEASE_MS };
    const known = await rows.get(id);
    if (known !== undefined) {
      return known.until <= now && rows.update(id, taken, { holding: known.holding, until: known.until });
    }
    try {
      await rows.insert({ id, ...taken });
      return true;
    } catch (error) {
      if (isSimpulError(error, STORE.DUPLICATE)) return false;
      throw error;
    }
  }

  return {
    async hold(name, work) {
      const holding = randomUUID();
      if (!(await take(name, holding))) return false;
      const renewal = setInterval(() => {
        // One that fails is followed by the next; without any the lease ends, and others may take over.
        rows.update(name, { until: Date.now() + LEASE_MS }, { holding }).catch(() => undefined);
      }, RENEW_MS).unref();
      try {
        await work();
      } finally {
        clearInterval(renewal);
        // Where that fails the lease ends by itself.
        await rows.update(name, { until: 0 }, { holding }).catch(() => undefined);
      }
      return true;
    },
  };
}
