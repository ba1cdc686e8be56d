import { setTimeout as delay } from 'node:timers/promises';
import { isSimpulError, STORE } from '@simpul/errors';
import { OUTAGE_RETRY_MS } from '../config.ts';

/**
 * Does something again until the store is there for it.
 * @throws what is thrown for another reason, and why the store is away once the signal is aborted
 */
export async function outlastOutage<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || !isSimpulError(error, STORE.FAILED)) throw error;
    }
    // Rejects only when it is aborted: then it is tried a last time.
    await delay(OUTAGE_RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
