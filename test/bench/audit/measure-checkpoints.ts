import { setTimeout as pause } from 'node:timers/promises';
import { BenchFailure } from '../bench-failure.ts';
import { type AuditedLog, publishedTree } from './audited-log.ts';
import type { Appender } from './measure-appends.ts';

const CHECKPOINTS = 10;
/** Until the log is at rest, so that nothing is being signed when the next leaf comes: longer than the longest interval. */
const REST_MS = 1200;
const PATIENCE_MS = 60_000;

/**
 * Milliseconds from the acknowledgement of one leaf, in a log at rest, to the publication of a checkpoint that covers it:
 * the quarter of a second for which the service waits for more leaves, and what reading back, signing and storing cost.
 */
export async function measureCheckpoints(log: AuditedLog, appender: Appender): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < CHECKPOINTS; i += 1) {
    await pause(REST_MS);
    await appender.run({ outstanding: 1, leaves: 1 });
    times.push(await untilPublished(log, appender.next));
  }
  return times;
}

/** Waits until a checkpoint covers so many leaves. @returns milliseconds. @throws BenchFailure after a minute without one */
export async function untilPublished(log: AuditedLog, size: number): Promise<number> {
  const startedAt = performance.now();
  while ((await publishedTree(log)).size < size) {
    if (performance.now() - startedAt > PATIENCE_MS) throw new BenchFailure('no checkpoint covers what was appended');
    await pause(1);
  }
  return performance.now() - startedAt;
}
