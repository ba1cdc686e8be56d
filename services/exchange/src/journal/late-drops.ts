import type { Collection } from '@simpul/store';
import type { Logger } from '@simpul/telemetry';
import { DROP_DELAY_MS, DROP_ROWS } from '../config.ts';
import type { Intent } from './intent.ts';

/**
 * Drops rows that nothing needs any more, many at once: nobody waits for it, and each write of its own would make an exchange wait
 * that has an intent to write. What a crash leaves is found by `Leftovers`.
 */
export interface LateDrops {
  /** Has rows dropped within `DROP_DELAY_MS`. */
  add(ids: readonly string[]): void;
  /** Drops what waits. */
  close(): Promise<void>;
}

export function createLateDrops(intents: Pick<Collection<Intent>, 'deleteEach'>, logger: Logger): LateDrops {
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();

  function drop(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const ids = waiting;
    waiting = [];
    const dropped = intents.deleteEach(ids).catch((err: unknown) => {
      logger.error({ err, rows: ids.length }, 'intents stay open although the log holds them');
    });
    running = Promise.all([running, dropped]);
  }

  return {
    add(ids) {
      waiting.push(...ids);
      if (waiting.length >= DROP_ROWS) drop();
      else if (waiting.length > 0) timer ??= setTimeout(drop, DROP_DELAY_MS).unref();
    },
    async close() {
      drop();
      await running;
    },
  };
}
