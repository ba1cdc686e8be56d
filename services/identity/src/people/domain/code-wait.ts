import { FAILURE_WINDOW_MS, FIRST_WAIT_MS, LONGEST_WAIT_MS, MAX_FAILURES } from '../limits.ts';

/** What is known of the tries to sign in with codes under one address. Times in milliseconds. */
export type Tries = {
  /** Within the window that began at `since`. */
  readonly count: number;
  readonly since: number;
  /** How many waits there have been. */
  readonly waits: number;
  readonly waitUntil: number;
};

export const NO_TRIES: Tries = { count: 0, since: 0, waits: 0, waitUntil: 0 };

/**
 * Counts one try, before its code is looked at: so many at once are no more than the same number one after the other.
 * @returns what is then known, or how many milliseconds to wait.
 */
export function countTry(known: Tries, now: number): Tries | { readonly waitMs: number } {
  const tries = now < forgetAt(known) ? known : NO_TRIES;
  if (now < tries.waitUntil) return { waitMs: tries.waitUntil - now };
  const began = tries.count > 0 && now < tries.since + FAILURE_WINDOW_MS;
  const count = began ? tries.count + 1 : 1;
  const since = began ? tries.since : now;
  if (count < MAX_FAILURES) return { ...tries, count, since };
  const wait = Math.min(FIRST_WAIT_MS * 2 ** tries.waits, LONGEST_WAIT_MS);
  return { count: 0, since, waits: tries.waits + 1, waitUntil: now + wait };
}

/** When nothing needs to be known any more: with the window, or after a day of quiet behind the last wait. */
export function forgetAt({ since, waits, waitUntil }: Tries): number {
  return waits === 0 ? since + FAILURE_WINDOW_MS : Math.max(since, waitUntil) + LONGEST_WAIT_MS;
}
