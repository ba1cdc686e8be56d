import type { AppendOutcome } from '@simpul/contracts';
import { type LogIdentity, type LogStore, openSqliteLogStore } from '@simpul/store';
import { type PackedLeaves, unpackLeaves } from './sent-leaves.ts';
import { type Publication, Sequencer } from './sequencer.ts';
import { hostMethods } from './worker-host.ts';

export interface OpenSequencer {
  readonly file: string;
  /** Stored if the log is new. */
  readonly identity: LogIdentity;
  readonly writer: string;
}

/** What the sequencer's thread does; it alone writes to the log's file. */
export type SequencerMethods = {
  /** @returns the identity that stands. */
  open(options: OpenSequencer): Promise<LogIdentity>;
  append(leaves: PackedLeaves): Promise<AppendOutcome[]>;
  publish(publication: Publication): Promise<void>;
  indexed(size: number): Promise<void>;
  close(): Promise<void>;
};

let opened: { readonly store: LogStore; readonly sequencer: Sequencer } | undefined;

function sequencer(): Sequencer {
  if (opened === undefined) throw new TypeError('the log is not open');
  return opened.sequencer;
}

hostMethods({
  async open({ file, identity, writer }) {
    const store = openSqliteLogStore({ file });
    const stands = await store.establish(identity);
    const onFailure = (error: unknown): void => {
      // After the answers: the thread must not go on with a store that failed.
      setImmediate(() => {
        throw error;
      });
    };
    opened = { store, sequencer: await Sequencer.open({ store, writer, now: Date.now, onFailure }) };
    return stands;
  },
  append: async (leaves) => sequencer().append(unpackLeaves(leaves)),
  publish: async (publication) => sequencer().publish(publication),
  indexed: async (size) => sequencer().indexed(size),
  async close() {
    await opened?.sequencer.finish();
    await opened?.store.close();
  },
} satisfies SequencerMethods);
