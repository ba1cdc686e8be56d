import { isSimpulError, JOURNAL, SimpulError, STORE } from '@simpul/errors';
import { STORE_RETRY_MS, STORE_WAIT_MS } from '../config.ts';

/** Keeps exchanges from waiting for a store that does not answer: the first wait a stated time, those after it not at all. */
export interface StoreGuard {
  /**
   * Asks the store for something that an exchange waits for. While the store is away one call a second tries it.
   * @param onLate - called with what came after its caller was told that the store is away
   * @throws SimpulError `SIMPUL_JOURNAL_UNAVAILABLE` when it does not answer in time; what else the store throws
   */
  ask<T>(operation: () => Promise<T>, onLate?: (result: T) => Promise<unknown>): Promise<T>;
  /** Whether the store last answered. */
  available(): boolean;
  /** Says that the store answered somebody else. */
  answered(): void;
}

export interface StoreGuardOptions {
  /** Told what became of what came late, if that failed. */
  readonly onFailure: (error: unknown) => void;
  readonly waitMs?: number;
  /** Milliseconds that only go forward. */
  readonly uptime?: () => number;
}

const LATE = Symbol('late');

export function createStoreGuard(options: StoreGuardOptions): StoreGuard {
  const { onFailure, waitMs = STORE_WAIT_MS, uptime = () => performance.now() } = options;
  let isAway = false;
  let triedAt = Number.NEGATIVE_INFINITY;

  function note(error: unknown): void {
    // Only the store's own failures: what a caller made it refuse must not close it to the others.
    if (isSimpulError(error, STORE.FAILED) || isSimpulError(error, STORE.BUSY)) isAway = true;
    if (isSimpulError(error, STORE.DUPLICATE)) isAway = false;
  }

  async function answerOrLate<T>(asked: Promise<T>): Promise<T | typeof LATE> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<typeof LATE>((resolve) => (timer = setTimeout(resolve, waitMs, LATE)));
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async function awaitLate<T>(asked: Promise<T>, onLate?: (result: T) => Promise<unknown>): Promise<void> {
    const result = await asked;
    isAway = false;
    await onLate?.(result);
  }

  return {
    async ask(operation, onLate) {
      if (isAway && uptime() - triedAt < STORE_RETRY_MS) throw unavailable();
      triedAt = uptime();
      const asked = operation();
      try {
        const answer = await answerOrLate(asked);
        if (answer !== LATE) {
          isAway = false;
          return answer;
        }
      } catch (error) {
        note(error);
        throw error;
      }
      isAway = true;
      awaitLate(asked, onLate).catch((error: unknown) => {
        note(error);
        onFailure(error);
      });
      throw unavailable();
    },
    available: () => !isAway,
    answered() {
      isAway = false;
    },
  };
}

function unavailable(): SimpulError {
  return new SimpulError(JOURNAL.UNAVAILABLE, { retryAfter: 1 });
}
