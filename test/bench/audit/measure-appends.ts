import { randomUUID } from 'node:crypto';
import { createSourceChain } from '@simpul/tlog';
import type { AuditedLog } from './audited-log.ts';
import { createLeafWriter, leafId, SIDE_CAR } from './sample-leaf.ts';
import { sha256 } from './sha256.ts';

/** Leaves under way at once, and how many are appended so in one repetition. */
export const LOADS = [
  { outstanding: 1, leaves: 1000 },
  { outstanding: 16, leaves: 3000 },
  { outstanding: 64, leaves: 6000 },
  { outstanding: 256, leaves: 12_000 },
] as const;
const NODE = 'pengukur';

/** One load. */
export interface AppendResult {
  readonly outstanding: number;
  /** Acknowledged leaves in a second. */
  readonly rate: number;
  /** Milliseconds from the call to the acknowledgement, of each leaf. */
  readonly latencies: readonly number[];
}

/** Appends leaves of one source behind the leaf `first`, one leaf a call. */
export interface Appender {
  /** Number of the next leaf: those from `first` up to it were acknowledged. */
  readonly next: number;
  run(load: { readonly outstanding: number; readonly leaves: number }): Promise<AppendResult>;
}

export function createAppender(log: AuditedLog, first: number): Appender {
  const boot = randomUUID();
  const write = createLeafWriter(NODE, boot);
  const chain = createSourceChain({ node: NODE, boot, hash: sha256 });
  let next = first;

  return {
    get next() {
      return next;
    },
    async run({ outstanding, leaves }) {
      // Made beforehand, so that what is measured is the log.
      const waiting = Array.from({ length: leaves }, (_, i) => ({
        id: leafId(next + i),
        leaf: chain.nextAs((src) => write(next + i, src)),
        sideCar: SIDE_CAR,
      })).values();
      next += leaves;
      const latencies: number[] = [];
      const startedAt = performance.now();
      await Promise.all(
        Array.from({ length: outstanding }, async () => {
          for (const leaf of waiting) {
            const sentAt = performance.now();
            await log.append(leaf);
            latencies.push(performance.now() - sentAt);
          }
        }),
      );
      return { outstanding, rate: (leaves * 1000) / (performance.now() - startedAt), latencies };
    },
  };
}
