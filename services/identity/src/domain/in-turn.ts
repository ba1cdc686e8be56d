import { SimpulError, STORE } from '@simpul/errors';

/** Changes that wait for their turn at once. */
const MAX_WAITING = 200;

/** Does one piece of work after another, so that what was checked still holds when it is acted on. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** @returns a queue; it refuses with `SIMPUL_STORE_BUSY` when too much waits. */
export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (work) => {
    if (waiting >= MAX_WAITING) throw new SimpulError(STORE.BUSY);
    waiting += 1;
    const mine = last.then(work).finally(() => (waiting -= 1));
    // A failure is told to whoever asked; the next one goes on.
    last = mine.catch(() => undefined);
    return mine;
  };
}
