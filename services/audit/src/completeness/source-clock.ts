import type { SourceLeaf } from './source-leaf.ts';

/** How far the clock of a source may be from the log's, milliseconds. */
export const CLOCK_TOLERANCE_MS = 60_000;
/** How long every leaf of a source must come late before its clock is held to be slow, milliseconds of `at`. */
export const CLOCK_WINDOW_MS = 300_000;
/** Leaves that such a window must have. */
const WINDOW_MIN_LEAVES = 2;

/** What was seen of a source's clock. */
export interface SourceClock {
  readonly since: number;
  readonly leaves: number;
  /** Least time between making a leaf and its arrival within the window, milliseconds. */
  readonly leastDelay: number;
  /** Findings that were raised: one for each direction and boot. */
  readonly slow: boolean;
  readonly fast: boolean;
}

export const NEW_CLOCK: SourceClock = {
  since: 0,
  leaves: 0,
  leastDelay: Number.MAX_SAFE_INTEGER,
  slow: false,
  fast: false,
};

/**
 * Judges the clock of a source by one more leaf. A leaf is made at `time + ms` and may then wait for the log, so that a
 * single one that comes late says nothing; one from the future does, and so does a source whose every leaf is late.
 */
export function watchClock(
  clock: SourceClock,
  { leaf, at }: SourceLeaf,
): { readonly clock: SourceClock; readonly wrong?: 'slow' | 'fast'; readonly byMs: number } {
  const delay = at - leaf.time - (leaf.ms ?? 0);
  const judged = clock.since !== 0 && at - clock.since >= CLOCK_WINDOW_MS ? endWindow(clock) : { clock };
  const byMs = judged.wrong === undefined ? -delay : clock.leastDelay;
  const isFast = delay < -CLOCK_TOLERANCE_MS && !clock.fast;
  const before = judged.clock;
  // The time of an exchange that was cut short is that of its beginning: it says nothing of when its leaf was made.
  const counts = leaf.type !== 'exchange.interrupted';
  const next: SourceClock = {
    ...before,
    since: before.since === 0 ? at : before.since,
    leaves: before.leaves + (counts ? 1 : 0),
    leastDelay: counts ? Math.min(before.leastDelay, delay) : before.leastDelay,
    fast: clock.fast || isFast,
  };
  const wrong = isFast ? 'fast' : judged.wrong;
  return { clock: next, byMs: isFast ? -delay : byMs, ...(wrong === undefined ? {} : { wrong }) };
}

function endWindow(clock: SourceClock): { clock: SourceClock; wrong?: 'slow' } {
  const isSlow = clock.leaves >= WINDOW_MIN_LEAVES && clock.leastDelay > CLOCK_TOLERANCE_MS && !clock.slow;
  const next = { ...NEW_CLOCK, slow: clock.slow || isSlow, fast: clock.fast };
  return isSlow ? { clock: next, wrong: 'slow' } : { clock: next };
}
