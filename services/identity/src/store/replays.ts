import { isSimpulError, STORE } from '@simpul/errors';
import type { CollectionSpec, DocumentStore } from '@simpul/store';

/** One use of a client assertion or of a DPoP proof. */
type Replay = { readonly id: string; /** Seconds since the Unix epoch. */ readonly expiresAt: number };

const COLLECTION: CollectionSpec = { name: 'replays', indexes: [['expiresAt']] };
/** Collections of this service. */
export const COLLECTIONS: readonly CollectionSpec[] = [COLLECTION];
/** Version of the stored documents. */
export const FORMAT = 1;
/** Rows that one statement deletes, so that token requests wait briefly at most. */
const PRUNE_BATCH = 500;

export interface Replays {
  /**
   * Notes a use, durably. Of any number of notes of one id exactly one succeeds; an id stays taken until it is pruned.
   * @returns false if it was noted before.
   * @throws SimpulError `SIMPUL_STORE_*`.
   */
  note(id: string, expiresAt: number): Promise<boolean>;
  /** Deletes what expired before `now`, in seconds. */
  prune(now: number): Promise<void>;
}

/** Opens the record of what was used. */
export function openReplays(store: DocumentStore): Replays {
  const rows = store.collection<Replay>(COLLECTION);
  return {
    async note(id, expiresAt) {
      try {
        await rows.insert({ id, expiresAt });
        return true;
      } catch (error) {
        if (isSimpulError(error, STORE.DUPLICATE)) return false;
        throw error;
      }
    },
    async prune(now) {
      let deleted = PRUNE_BATCH;
      while (deleted === PRUNE_BATCH) {
        deleted = await rows.deleteMany({ range: { member: 'expiresAt', below: now } }, PRUNE_BATCH);
      }
    },
  };
}
