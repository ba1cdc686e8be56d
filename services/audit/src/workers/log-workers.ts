import { setTimeout as delay } from 'node:timers/promises';
import type { AppendOutcome, Finding } from '@simpul/contracts';
import { SimpulError, STORE } from '@simpul/errors';
import { HASH_BYTES } from '@simpul/tlog';
import { CheckpointLoop, type SignOnce } from '../checkpoint-loop.ts';
import type { SentLeaf } from '../domain/leaf-check.ts';
import type { Shard } from '../log.ts';
import { createCheckpointPublisher } from '../witness/checkpoint-publisher.ts';
import type { Cosigner } from '../witness/cosigner.ts';
import { refuseOtherHistory } from '../witness/start-check.ts';
import { type OnHalt, startThread } from './log-thread.ts';
import { packLeaves } from './sent-leaves.ts';
import type { OpenSequencer, SequencerMethods } from './sequencer-thread.ts';
import type { SignerMethods } from './signer-thread.ts';
import type { LogReader } from './store-reader.ts';
import type { WorkerClient } from './worker-client.ts';

export interface LogWorkersOptions {
  readonly onHalt: OnHalt;
  /** Without one what is signed is published at once. */
  readonly cosigner: Cosigner | undefined;
}

/** What is opened, and made if it is new. */
export interface OpenLog extends OpenSequencer {
  readonly keysDir: string;
  /** Reads the log, on a thread of another owner. */
  readonly read: LogReader;
}

/** Milliseconds between two looks whether all is published. */
const SEAL_LOOK_MS = 20;

/** The two threads of the log that takes appends: one writes, one signs. */
export class LogWorkers {
  readonly #options: LogWorkersOptions;
  readonly #sequencer: WorkerClient<SequencerMethods>;
  readonly #signer: WorkerClient<SignerMethods>;
  readonly #checkpoints: CheckpointLoop;
  #signOnce: SignOnce = async () => false;

  constructor(options: LogWorkersOptions) {
    this.#options = options;
    this.#sequencer = startThread('sequencer', options.onHalt);
    this.#signer = startThread('signer', options.onHalt);
    this.#checkpoints = new CheckpointLoop(
      () => this.#signOnce(),
      (error) => options.onHalt(error, { part: 'signer', isFatal: false }),
    );
  }

  /**
   * Opens the log, or creates it, and signs what it holds.
   * @throws SimpulError `AUDIT.HALTED` if it is not sound, or less than its signer or its witnesses know; `STORE.*`
   */
  async open({ keysDir, read, ...log }: OpenLog): Promise<Shard> {
    const identity = await this.#sequencer.call('open', log);
    const verifierKeys = await this.#signer.call('open', { place: log.place, keysDir });
    await this.#sequencer.call('putVerifierKeys', verifierKeys);
    await this.#askWitnesses(identity.origin, read);
    this.#signOnce = this.#publisherOf(identity.origin, read);
    await this.#signOnce();
    this.#checkpoints.start();
    return { identity, verifierKeys, state: 'open', read };
  }

  /** Appends leaves in order; resolves when they are durable. @throws SimpulError as `AuditLog.append` */
  async append(leaves: readonly SentLeaf[]): Promise<AppendOutcome[]> {
    const packed = packLeaves(leaves);
    const outcomes = await this.#sequencer.call('append', packed, [packed.bytes.buffer, packed.ends.buffer]);
    this.#checkpoints.wake();
    if (outcomes === 'sealed') throw new TypeError('a log in a file is not sealed');
    return outcomes;
  }

  indexed(size: number): Promise<void> {
    return this.#sequencer.call('indexed', size);
  }

  addFinding(finding: Finding): Promise<void> {
    return this.#sequencer.call('addFinding', finding);
  }

  /**
   * Waits until the published checkpoint covers the whole log, to which nothing is appended meanwhile.
   * @returns false if it does not in time: the quorum of witnesses is missing
   */
  async sealed(read: LogReader, withinMs: number): Promise<boolean> {
    this.#checkpoints.wake();
    const end = performance.now() + withinMs;
    for (;;) {
      const [checkpoint, tail] = await Promise.all([read.checkpoint(), read.tail()]);
      if (checkpoint !== undefined && checkpoint.size === (tail?.size ?? 0)) return true;
      if (performance.now() >= end) return false;
      await delay(SEAL_LOOK_MS);
    }
  }

  /** Ends the checkpoints, with one of all that was accepted if `sound`. */
  stopSigning(sound: boolean): Promise<void> {
    return sound ? this.#checkpoints.stop() : this.#checkpoints.abandon();
  }

  /** Ends the threads, once nobody else has the log's file open: then the write-ahead log goes into it. */
  async close(): Promise<void> {
    const ends = await Promise.allSettled([this.#signer.close()]);
    ends.push(...(await Promise.allSettled([this.#sequencer.close()])));
    const failure = ends.find((end) => end.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }

  async #askWitnesses(origin: string, read: LogReader): Promise<void> {
    const known = (await this.#options.cosigner?.lastKnown(origin, await read.checkpoint())) ?? [];
    const size = (await read.tail())?.size ?? 0;
    await refuseOtherHistory(known, { size, rootAt: (at) => read.rootAt(at) });
  }

  #publisherOf(origin: string, read: LogReader): SignOnce {
    return createCheckpointPublisher({
      origin,
      cosigner: this.#options.cosigner,
      sign: () => this.#signer.call('sign', undefined),
      putTiles: (tiles) => this.#sequencer.call('putTiles', tiles),
      publish: (publication) => this.#sequencer.call('publish', publication),
      async readTile(level, n, width) {
        const tile = await read.tile(level, n);
        if (tile === undefined) {
          throw new SimpulError(STORE.FAILED, { params: { reason: `tile ${level}/${n} of the log is missing` } });
        }
        return tile.subarray(0, width * HASH_BYTES);
      },
    });
  }
}
