import type { LogIdentity } from '@simpul/store';
import { CheckpointLoop } from '../checkpoint-loop.ts';
import type { AuditConfig } from '../config.ts';
import { Intake } from '../domain/intake.ts';
import { nameLog } from '../domain/log-identity.ts';
import type { AuditLog } from '../log.ts';
import type { ReaderMethods } from './reader-thread.ts';
import { packLeaves } from './sent-leaves.ts';
import type { SequencerMethods } from './sequencer-thread.ts';
import type { SignerMethods } from './signer-thread.ts';
import type { LogReader } from './store-reader.ts';
import { WorkerClient } from './worker-client.ts';

export interface Halt {
  readonly part: 'sequencer' | 'signer' | 'reader' | 'start';
  /** A thread has ended, so that the process should: unlike a signer that refuses to sign. */
  readonly isFatal: boolean;
}

export interface LogWorkersOptions {
  readonly config: AuditConfig;
  /** Told when the log can take no more. */
  readonly onHalt: (error: unknown, halt: Halt) => void;
}

/** The three threads of the log: one writes, one signs, one reads. */
export class LogWorkers {
  readonly #sequencer: WorkerClient<SequencerMethods>;
  readonly #signer: WorkerClient<SignerMethods>;
  readonly #reader: WorkerClient<ReaderMethods>;
  readonly #checkpoints: CheckpointLoop;
  readonly #options: LogWorkersOptions;

  constructor(options: LogWorkersOptions) {
    this.#options = options;
    const { onHalt } = options;
    const start = (entry: string, part: Halt['part']) => {
      const onDeath = (error: Error): void => onHalt(error, { part, isFatal: true });
      return { entry: new URL(entry, import.meta.url), options: { name: `audit-${part}`, onDeath } };
    };
    const [sequencer, signer, reader] = [
      start('./sequencer-thread.ts', 'sequencer'),
      start('./signer-thread.ts', 'signer'),
      start('./reader-thread.ts', 'reader'),
    ];
    this.#sequencer = new WorkerClient(sequencer.entry, sequencer.options);
    this.#signer = new WorkerClient(signer.entry, signer.options);
    this.#reader = new WorkerClient(reader.entry, reader.options);
    this.#checkpoints = new CheckpointLoop(
      () => this.#signOnce(),
      (error) => onHalt(error, { part: 'signer', isFatal: false }),
    );
  }

  /**
   * Opens the log, or creates it, and signs what it holds.
   * @throws SimpulError `AUDIT.HALTED` if it is not sound, `STORE.*`
   */
  async open(): Promise<AuditLog> {
    const { storeFile: file, keysDir, nodeId, ...naming } = this.#options.config;
    const now = Date.now();
    const created: LogIdentity = { ...nameLog({ ...naming, now }), created: now };
    const identity = await this.#sequencer.call('open', { file, identity: created, writer: nodeId });
    const verifierKeys = await this.#signer.call('open', { file, keysDir });
    await this.#reader.call('open', file);
    await this.#signOnce();
    this.#checkpoints.start();
    const intake = new Intake();
    return {
      identity,
      verifierKeys,
      read: this.#readThere(),
      indexed: (size) => this.#sequencer.call('indexed', size),
      append: async (leaves) => {
        const outcomes = await intake.admit(leaves, () => {
          const packed = packLeaves(leaves);
          return this.#sequencer.call('append', packed, [packed.bytes.buffer, packed.ends.buffer]);
        });
        this.#checkpoints.wake();
        return outcomes;
      },
    };
  }

  /** Finishes what was accepted, signs it if `sound`, and ends the threads. */
  async close(sound: boolean): Promise<void> {
    await (sound ? this.#checkpoints.stop() : this.#checkpoints.abandon());
    // The writer goes last: closing the last connection that may write takes the write-ahead log into the file.
    const ends = await Promise.allSettled([this.#signer.close(), this.#reader.close()]);
    ends.push(...(await Promise.allSettled([this.#sequencer.close()])));
    const failure = ends.find((end) => end.status === 'rejected');
    if (sound && failure !== undefined) throw failure.reason;
  }

  async #signOnce(): Promise<boolean> {
    const publication = await this.#signer.call('sign', undefined);
    if (publication === undefined) return false;
    await this.#sequencer.call('publish', publication);
    return true;
  }

  #readThere(): LogReader {
    const reader = this.#reader;
    return {
      checkpoint: () => reader.call('checkpoint', []),
      tail: () => reader.call('tail', []),
      tile: (...parameters) => reader.call('tile', parameters),
      entries: (...parameters) => reader.call('entries', parameters),
      locate: (...parameters) => reader.call('locate', parameters),
      search: (...parameters) => reader.call('search', parameters),
      indexedTo: () => reader.call('indexedTo', []),
      entriesAt: (...parameters) => reader.call('entriesAt', parameters),
      rootAt: (...parameters) => reader.call('rootAt', parameters),
    };
  }
}
