import { LRUCache } from 'lru-cache';
import { DENIALS_A_MINUTE } from '../config.ts';

const MINUTE_MS = 60_000;
/** Consumer, service and reason triples that are counted at once. */
const COUNTED = 10_000;

/** Refusals beyond the limit, which share one leaf. */
export interface DenialSummary {
  readonly consumer: string;
  readonly service: string;
  readonly code: string;
  readonly count: number;
}

interface Window {
  readonly consumer: string;
  readonly service: string;
  readonly code: string;
  readonly startedAt: number;
  count: number;
}

/**
 * Keeps a flood of refusals out of the log: the first sixty a minute for one consumer, service and reason get a leaf
 * each, the others are counted and told in one summary (design 03).
 */
export function createDenialCounter(summarise: (summary: DenialSummary) => void, now: () => number = Date.now) {
  const windows = new LRUCache<string, Window>({
    max: COUNTED,
    dispose: (window) => {
      if (window.count > DENIALS_A_MINUTE) summarise({ ...window, count: window.count - DENIALS_A_MINUTE });
    },
  });
  return {
    /** Counts a refusal. @returns whether it gets a leaf of its own. */
    count(consumer: string, service: string, code: string): boolean {
      const key = `${consumer} ${service} ${code}`;
      let window = windows.get(key);
      if (window === undefined || now() - window.startedAt >= MINUTE_MS) {
        window = { consumer, service, code, startedAt: now(), count: 0 };
        windows.set(key, window);
      }
      window.count++;
      return window.count <= DENIALS_A_MINUTE;
    },
    /** Closes windows whose minute is over, or all of them. */
    flush(all: boolean): void {
      for (const [key, window] of windows.entries()) {
        if (all || now() - window.startedAt >= MINUTE_MS) windows.delete(key);
      }
    },
  };
}
