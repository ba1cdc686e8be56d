import { setTimeout as pause } from 'node:timers/promises';
import { BenchFailure } from './bench-failure.ts';
import { CONNECTIONS } from './load/load.ts';
import { openLogReader } from './log-reader.ts';

/** Milliseconds between two looks at the bus. */
const LOOK_MS = 50;
/** Milliseconds within which what is under way ends and a checkpoint covers it. */
const PATIENCE_MS = 30_000;

export interface LeafAudit {
  /** Notes where log and provider stand, before a load. */
  begin(): Promise<void>;
  /**
   * Compares, after a load, the leaves that came to the log with the answers that were counted.
   *
   * A load generator that ends does not count calls that are under way: at most one on each connection, which the bus
   * finishes all the same. So, with nothing under way any more and no call ever repeated (POST), each request that the
   * provider saw has exactly one `exchange.closed` leaf, all of outcome `ok`, and
   * `completed <= leaves <= completed + connections`.
   * @throws BenchFailure
   */
  settle(completed: number): Promise<void>;
}

export function createLeafAudit(options: {
  readonly url: string;
  readonly metricsUrl: string;
  /** Requests of this bus that the provider has read so far. */
  readonly seen: () => Promise<number>;
}): LeafAudit {
  const { url, metricsUrl, seen: seenByProvider } = options;
  const reader = openLogReader(url);
  let start = { size: 0, seen: 0 };

  return {
    async begin() {
      const log = await reader;
      start = { size: await log.size(), seen: await seenByProvider() };
    },
    async settle(completed) {
      const log = await reader;
      let seen = -1;
      // Two looks in a row that agree: a call may still lie unread on a connection when the first one looks.
      await until('calls are still under way, or no checkpoint covers their leaves', async () => {
        if ((await openExchanges(metricsUrl)) !== 0) return false;
        const before = seen;
        seen = (await seenByProvider()) - start.seen;
        if (seen !== before || (await log.size()) - start.size < seen) return false;
        // Other leaves may have come in between, of a node that was idle.
        return (await log.count(start.size, await log.size())).closed >= seen;
      });
      const size = await log.size();
      const { closed, ok } = await log.count(start.size, size);
      const found = `${completed} answers, ${closed} closed leaves, ${ok} of them ok, ${seen} requests at the provider`;
      const inStep = closed === seen && ok === closed && completed <= closed && closed <= completed + CONNECTIONS;
      if (!inStep) throw new BenchFailure(`leaves differ from answers: ${found}`);
    },
  };
}

async function until(complaint: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > end) throw new BenchFailure(complaint);
    await pause(LOOK_MS);
  }
}

async function openExchanges(metricsUrl: string): Promise<number> {
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  return Number(/^simpul_exchanges_open (\d+)$/m.exec(text)?.[1]);
}
