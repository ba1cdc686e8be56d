import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { callOnce, type CallEnd } from '../../fault/support/load-client.ts';

/** A call as its client saw it; moments as `performance.now()` tells them. */
export interface TimedCall {
  readonly end: CallEnd;
  readonly from: number;
  readonly until: number;
}

export interface SteadyLoadOptions {
  /** Doors of the cluster. */
  readonly urls: readonly string[];
  /** Calls under way at once at each of them. */
  readonly connections: number;
  readonly onEnd: (call: TimedCall) => void;
}

export interface SteadyLoad {
  /** Begins no more calls; resolves when all that were begun have ended. */
  stop(): Promise<void>;
}

/** Milliseconds before the next call of a client whose last one failed, so that a door that is away is not called in a circle. */
const AFTER_FAILURE_MS = 50;

/** Calls at each door until it is told to stop, whatever becomes of the doors. */
export function startSteadyLoad({ urls, connections, onEnd }: SteadyLoadOptions): SteadyLoad {
  const stopping = new AbortController();
  const pools = urls.map((url) => new Pool(url, { connections, pipelining: 1 }));
  const loops = pools.flatMap((pool) =>
    Array.from({ length: connections }, async () => {
      while (!stopping.signal.aborted) {
        const from = performance.now();
        const end = await callOnce(pool);
        onEnd({ end, from, until: performance.now() });
        if (end.kind !== 'answered') await pause(AFTER_FAILURE_MS);
      }
    }),
  );
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      await Promise.all(pools.map((pool) => pool.destroy()));
    },
  };
}
