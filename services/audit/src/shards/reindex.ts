import type { Logger } from '@simpul/telemetry';
import { type LogPlace, nameOfPlace } from '../places/log-place.ts';
import type { LogReader } from '../workers/store-reader.ts';
import { startThread } from '../workers/log-thread.ts';
import type { SequencerMethods } from '../workers/sequencer-thread.ts';

/** A closed log. */
export interface ClosedLog {
  readonly place: LogPlace;
  readonly read: Pick<LogReader, 'indexedTo' | 'tail'>;
}

/**
 * Makes the search indexes of closed logs whole where rows of them were lost, on a thread of its own that ends with it. Until
 * then searches in them are answered busy.
 */
export async function reindexClosed(logs: readonly ClosedLog[], logger: Logger): Promise<void> {
  for (const { place, read } of logs) {
    const [indexed, tail] = await Promise.all([read.indexedTo(), read.tail()]);
    if (indexed >= (tail?.size ?? 0)) continue;
    const thread = startThread<SequencerMethods>('sequencer', (err) => {
      logger.error({ err }, 'the search index of a closed log was not made again');
    });
    try {
      logger.warn(
        { log: nameOfPlace(place), indexed, size: tail?.size },
        'the search index of a closed log is made again',
      );
      await thread.call('reindex', place);
    } finally {
      await thread.close();
    }
  }
}
