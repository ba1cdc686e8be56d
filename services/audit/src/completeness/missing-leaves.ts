import type { SourceLeaf } from './source-leaf.ts';

/** Leaves of one source that the log does not hold, between two that it holds. */
export interface Missing {
  readonly from: number;
  readonly to: number;
  /** Hash of the leaf before `from`: what its `prev` must be; absent where `from` is the first of the boot. */
  readonly before?: string | undefined;
  /** Hash that `to` must have: `prev` of the leaf after it. */
  readonly after?: string | undefined;
  /** Where the leaf stands that shows it. */
  readonly log: string;
  readonly index: number;
  /** `at` of that leaf, milliseconds. */
  readonly at: number;
  /** A finding was raised. */
  readonly raised: boolean;
}

/** Stands for a hash that nobody knows: of a leaf that its source says is in no log. */
const UNKNOWN = '?';

/** Whether a late leaf is the one that is missing: where its neighbours tell, they must agree. */
export function belongs(missing: Missing, { leaf, hash }: SourceLeaf): boolean {
  const { seq, prev } = leaf.src;
  if (seq === missing.from && missing.before !== UNKNOWN && prev !== missing.before) return false;
  return seq !== missing.to || missing.after === undefined || hash === missing.after;
}

/**
 * What is still missing once one number is accounted for.
 * @param by the leaf that came late; absent where the source said that there is none
 */
export function without(missing: Missing, seq: number, by?: SourceLeaf): Missing[] {
  const { from, to } = missing;
  const rest: Missing[] = [];
  if (from < seq) rest.push({ ...missing, to: seq - 1, after: by?.leaf.src.prev });
  if (seq < to) rest.push({ ...missing, from: seq + 1, before: by?.hash ?? UNKNOWN });
  return rest;
}
