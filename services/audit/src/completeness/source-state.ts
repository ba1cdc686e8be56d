import type { Missing } from './missing-leaves.ts';
import { NEW_CLOCK, type SourceClock } from './source-clock.ts';

/** What is known of one boot of a source: small, and all that is needed to check its next leaf. */
export interface SourceState {
  readonly node: string;
  readonly boot: string;
  /** Number that the next leaf must have. */
  next: number;
  /** Hash that its `prev` must be; absent before the first leaf. */
  hash?: string | undefined;
  /** `at` of the last leaf, milliseconds. */
  at: number;
  missing: Missing[];
  /** It began with `node.boot`, and so sends something every minute until it ends. */
  beats: boolean;
  /** `at` when it ended: by its own last leaf, or by the next boot of its node. */
  ended?: number | undefined;
  /** A finding was raised that it went on after its end. */
  returned: boolean;
  /** Forks that were found in it. */
  forks: number;
  /** A finding was raised that it is silent; taken back by its next leaf. */
  silent: boolean;
  /** Exchanges without a leaf that it last told of. */
  open: number;
  clock: SourceClock;
}

/** A boot of which nothing was seen yet. */
export function newSource(node: string, boot: string): SourceState {
  return {
    node,
    boot,
    next: 0,
    at: 0,
    missing: [],
    beats: false,
    returned: false,
    forks: 0,
    silent: false,
    open: 0,
    clock: NEW_CLOCK,
  };
}
