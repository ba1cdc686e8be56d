import { parseNote } from '@simpul/tlog';
import type { AuditConfig } from '../config.ts';
import { nameLog } from '../domain/log-identity.ts';
import type { Shard } from '../log.ts';
import type { Cosigner } from '../witness/cosigner.ts';
import type { OnHalt } from '../workers/log-thread.ts';
import { LogWorkers } from '../workers/log-workers.ts';
import type { Predecessor } from './opening-leaf.ts';
import type { ShardPlace } from './shard-files.ts';
import type { ShardReader } from './shard-reader.ts';

export interface ShardOpenerOptions {
  readonly config: AuditConfig;
  readonly onHalt: OnHalt;
  readonly cosigner: Cosigner | undefined;
  readonly reader: ShardReader;
}

/** The log that takes appends. */
export interface OpenShard {
  readonly at: ShardPlace;
  /** Newest first. */
  readonly earlier: readonly ShardPlace[];
  readonly shard: Shard;
  readonly workers: LogWorkers;
}

export interface Opening {
  readonly at: ShardPlace;
  /** Logs before it, newest first. */
  readonly earlier: readonly ShardPlace[];
  /** Names the log if it is new, milliseconds since the Unix epoch. */
  readonly now: number;
  /** The log that it follows, if it is new: sealed. */
  readonly predecessor?: Shard;
}

/** Opens the log that takes appends. */
export class ShardOpener {
  readonly #options: ShardOpenerOptions;

  constructor(options: ShardOpenerOptions) {
    this.#options = options;
  }

  /** Starts the threads of a log. */
  start(): LogWorkers {
    const { onHalt, cosigner } = this.#options;
    return new LogWorkers({ onHalt, cosigner });
  }

  /**
   * Opens a log in threads that were started for it, or makes it.
   * @throws SimpulError `AUDIT.HALTED`, `STORE.*`; the threads have ended then
   */
  async open(workers: LogWorkers, { at, earlier, now, predecessor }: Opening): Promise<OpenShard> {
    const { config, reader } = this.#options;
    try {
      const shard = await workers.open({
        ...at,
        read: reader.of(at.place),
        identity: { ...nameLog({ ...config, now }), created: now },
        predecessor: predecessor === undefined ? undefined : await lastOf(predecessor),
        earlier: earlier.map(({ place }) => place),
        writer: config.nodeId,
      });
      return { at, earlier, shard, workers };
    } catch (error) {
      await workers.stopSigning(false);
      // What counts is why the log did not open.
      await workers.close().catch(() => undefined);
      throw error;
    }
  }
}

async function lastOf({ read }: Shard): Promise<Predecessor> {
  const [checkpoint, tail] = await Promise.all([read.checkpoint(), read.tail()]);
  if (checkpoint === undefined) throw new TypeError('a log without a checkpoint is not followed');
  return { checkpoint: parseNote(checkpoint.note).text, at: tail?.at ?? 0 };
}
