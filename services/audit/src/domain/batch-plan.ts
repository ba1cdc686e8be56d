import type { AppendOutcome } from '@simpul/contracts';
import { equalBytes } from '@simpul/tlog';
import type { CheckedLeaf } from './leaf-check.ts';

/** What a batch will hold, and what each caller will hear. */
export interface BatchPlan {
  /** Leaves that the log does not hold, each id once, in order. */
  readonly fresh: readonly CheckedLeaf[];
  /** One list for each call. */
  readonly outcomes: readonly AppendOutcome[][];
}

/**
 * Decides what becomes of the leaves of several calls: the first leaf with an id stays, the same again is a success, a
 * different one is superseded (design 05).
 * @param stored leaves that the log holds under ids of these calls, as their sources sent them
 */
export function planBatch(
  calls: readonly (readonly CheckedLeaf[])[],
  stored: ReadonlyMap<string, Uint8Array>,
): BatchPlan {
  const known = new Map(stored);
  const fresh: CheckedLeaf[] = [];
  const outcomes = calls.map((leaves) =>
    leaves.map((sent): AppendOutcome => {
      const first = known.get(sent.id);
      if (first !== undefined) return equalBytes(first, sent.leaf) ? 'stored' : 'superseded';
      known.set(sent.id, sent.leaf);
      fresh.push(sent);
      return 'stored';
    }),
  );
  return { fresh, outcomes };
}
