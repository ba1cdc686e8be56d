import { isSimpulError, PEOPLE, SimpulError, STORE } from '@simpul/errors';
import type { DocumentStore } from '@simpul/store';
import { countTry, forgetAt, NO_TRIES, type Tries } from '../domain/code-wait.ts';
import { TRIES } from './collections.ts';
import { deleteExpired } from './delete-expired.ts';

type TriesRow = Tries & { readonly id: string; readonly revision: number; readonly expiresAt: number };

export interface TryCounter {
  /** Counts a try before it is judged. @throws SimpulError `PEOPLE.TOO_MANY_TRIES` */
  count(key: string, now: number): Promise<void>;
  /** A try was right. */
  clear(key: string): Promise<void>;
  prune(now: number): Promise<void>;
}

/** How often a count is tried; who comes with more at once must wait. */
const MAX_ROUNDS = 8;
const CONTENTION_WAIT_S = 5;

export function openTries(store: DocumentStore): TryCounter {
  const rows = store.collection<TriesRow>(TRIES);

  async function replace(known: TriesRow | undefined, next: TriesRow): Promise<boolean> {
    if (known !== undefined) return rows.update(next.id, withoutId(next), { revision: known.revision });
    try {
      await rows.insert(next);
      return true;
    } catch (error) {
      if (isSimpulError(error, STORE.DUPLICATE)) return false;
      throw error;
    }
  }

  return {
    async count(key, now) {
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const known = await rows.get(key);
        const counted = countTry(known ?? NO_TRIES, now);
        if ('waitMs' in counted) throw tooMany(Math.ceil(counted.waitMs / 1000));
        const { count, since, waits, waitUntil } = counted;
        const revision = (known?.revision ?? 0) + 1;
        const next = { id: key, count, since, waits, waitUntil, revision, expiresAt: forgetAt(counted) };
        if (await replace(known, next)) return;
      }
      throw tooMany(CONTENTION_WAIT_S);
    },
    async clear(key) {
      await rows.delete(key);
    },
    prune: (now) => deleteExpired(rows, 'expiresAt', now),
  };
}

export function tooMany(seconds: number): SimpulError {
  return new SimpulError(PEOPLE.TOO_MANY_TRIES, { params: { seconds }, retryAfter: seconds });
}

function withoutId({ id: _id, ...members }: TriesRow): Omit<TriesRow, 'id'> {
  return members;
}
