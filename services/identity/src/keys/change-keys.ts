import { isSimpulError, KEY, SimpulError, STORE } from '@simpul/errors';
import { isDeepStrictEqual } from 'node:util';
import type { KeyDeps } from './key-deps.ts';
import type { KeyEntry } from './store/key-entry.ts';
import { type KeyChange, writeKeyLeaf } from './write-key-leaf.ts';

/** What shall be changed, and how the log says it. */
export interface KeyDecision {
  /** Written before anything is changed. */
  readonly leaves: readonly KeyChange[];
  readonly entry: KeyEntry;
}

/** Times that other processes may be faster. */
const MAX_TRIES = 20;

/**
 * Changes keys: decides on all that is known, records, commits; and again from the start where another process was faster.
 * @param decide - undefined: nothing is to be changed (any more)
 * @returns the id of the first leaf; undefined where nothing was written
 * @throws SimpulError what `decide` throws, `SIMPUL_RECORD_UNAVAILABLE`, `SIMPUL_STORE_*`
 */
export async function changeKeys(
  { records, leaves: log }: Pick<KeyDeps, 'records' | 'leaves'>,
  decide: () => Promise<KeyDecision | undefined> | KeyDecision | undefined,
): Promise<string | undefined> {
  let said: readonly KeyChange[] = [];
  let record: string | undefined;

  /** The log holds a change that is not made, since another one was faster: it must say so as well. */
  async function unsay(error: string): Promise<void> {
    for (const change of said) await writeKeyLeaf(log, change, error);
    said = [];
    record = undefined;
  }

  async function say(changes: readonly KeyChange[]): Promise<void> {
    if (isDeepStrictEqual(changes, said)) return;
    await unsay(STORE.BUSY.code);
    for (const change of changes) {
      const id = await writeKeyLeaf(log, change);
      record ??= id;
    }
    said = changes;
  }

  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const base = await records.refresh();
    let decision: KeyDecision | undefined;
    try {
      decision = await decide();
    } catch (error) {
      await unsay(isSimpulError(error) ? error.code : KEY.UNKNOWN.code);
      throw error;
    }
    if (decision === undefined) return record;
    await say(decision.leaves);
    if (await records.commit(base, decision.entry)) return record;
  }
  await unsay(STORE.BUSY.code);
  throw new SimpulError(STORE.BUSY);
}
