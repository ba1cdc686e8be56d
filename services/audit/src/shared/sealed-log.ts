import type { LogCheckpoint, LogSuccessor, LogTail } from '@simpul/store';
import { parseNote } from '@simpul/tlog';
import type { Predecessor } from '../shards/opening-leaf.ts';

/** A log to which nothing can be appended, and whose published checkpoint covers all of it: the next one may begin. */
export interface SealedLog {
  readonly successor: LogSuccessor;
  readonly predecessor: Predecessor;
}

/** What tells whether a log is sealed. */
export interface SealReader {
  tail(): Promise<LogTail | undefined>;
  checkpoint(): Promise<LogCheckpoint | undefined>;
}

/** @returns undefined while it takes appends, and while its signer has not signed its end */
export async function readSealed(log: SealReader): Promise<SealedLog | undefined> {
  const tail = await log.tail();
  if (tail?.successor === undefined) return undefined;
  const checkpoint = await log.checkpoint();
  if (checkpoint?.size !== tail.size) return undefined;
  return { successor: tail.successor, predecessor: { checkpoint: parseNote(checkpoint.note).text, at: tail.at } };
}
