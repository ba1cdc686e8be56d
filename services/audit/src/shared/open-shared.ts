import type { LogIdentity } from '@simpul/store';
import type { Shard } from '../log.ts';
import type { SharedPlace } from '../places/log-place.ts';
import type { Predecessor } from '../shards/opening-leaf.ts';
import type { ShardReader } from '../shards/shard-reader.ts';
import { type OnHalt, startThread } from '../workers/log-thread.ts';
import type { SequencerMethods } from '../workers/sequencer-thread.ts';
import type { WorkerClient } from '../workers/worker-client.ts';
import { outlastOutage } from './outlast.ts';

/** The log that takes appends, as this process has it open. */
export interface OpenShared {
  readonly place: SharedPlace;
  /** Newest first. */
  readonly earlier: readonly SharedPlace[];
  readonly shard: Shard;
  readonly thread: WorkerClient<SequencerMethods>;
}

export interface SharedOpening {
  readonly place: SharedPlace;
  readonly earlier: readonly SharedPlace[];
  /** Stored if the log is new. */
  readonly identity: LogIdentity;
  readonly predecessor?: Predecessor;
  readonly writer: string;
  readonly reader: ShardReader;
  readonly onHalt: OnHalt;
  /** Ends the waiting for a store that is away. */
  readonly signal: AbortSignal;
}

/**
 * Opens a log on a thread of its own, and makes what is not there yet of it.
 * @throws SimpulError `AUDIT.HALTED` if it is not sound, `STORE.*` once the signal is aborted; the thread has ended then
 */
export async function openShared(opening: SharedOpening): Promise<OpenShared> {
  const { place, earlier, identity: wanted, predecessor, writer, reader, onHalt, signal } = opening;
  const thread = startThread<SequencerMethods>('sequencer', onHalt);
  try {
    const options = { place, identity: wanted, predecessor, earlier, writer };
    const identity = await outlastOutage(() => thread.call('open', options), signal);
    const read = reader.of(place);
    // None as long as its signer was never there.
    const verifierKeys = await outlastOutage(() => read.verifierKeys(), signal);
    return { place, earlier, shard: { identity, verifierKeys, state: 'open', read }, thread };
  } catch (error) {
    // What counts is why the log did not open.
    await thread.close().catch(() => undefined);
    throw error;
  }
}
