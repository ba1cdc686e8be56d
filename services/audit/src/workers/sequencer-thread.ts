import { existsSync } from 'node:fs';
import type { AppendOutcome } from '@simpul/contracts';
import { type LogFinding, type LogIdentity, type LogStore, type LogTile, openSqliteLogStore } from '@simpul/store';
import { type EarlierLogs, openEarlierLogs } from '../shards/earlier-logs.ts';
import { foundLog } from '../shards/found-log.ts';
import type { Predecessor } from '../shards/opening-leaf.ts';
import { IndexFiller } from './index-filler.ts';
import { type PackedLeaves, unpackLeaves } from './sent-leaves.ts';
import { type Publication, Sequencer } from './sequencer.ts';
import { hostMethods } from './worker-host.ts';

export interface OpenSequencer {
  readonly file: string;
  /** Stored if the log is new. */
  readonly identity: LogIdentity;
  /** What the first leaf of a new log says of the log before. */
  readonly predecessor?: Predecessor | undefined;
  /** Files of the logs before this one, newest first. */
  readonly earlier: readonly string[];
  readonly writer: string;
}

/** What the sequencer's thread does; it alone writes to the log's file. */
export type SequencerMethods = {
  /** @returns the identity that stands. */
  open(options: OpenSequencer): Promise<LogIdentity>;
  append(leaves: PackedLeaves): Promise<AppendOutcome[]>;
  putTiles(tiles: readonly LogTile[]): Promise<void>;
  publish(publication: Publication): Promise<void>;
  putVerifierKeys(vkeys: readonly string[]): Promise<void>;
  addFinding(finding: LogFinding): Promise<void>;
  indexed(size: number): Promise<void>;
  /** Makes the search index of a closed log whole; the thread opens no other log then. */
  reindex(file: string): Promise<void>;
  close(): Promise<void>;
};

interface Opened {
  readonly store: LogStore;
  readonly earlier: EarlierLogs;
  readonly sequencer: Sequencer;
}

let opened: Opened | undefined;

function open(): Opened {
  if (opened === undefined) throw new TypeError('the log is not open');
  return opened;
}

hostMethods({
  async open({ file, identity, predecessor, earlier: files, writer }) {
    if (!existsSync(file)) await foundLog({ file, identity, predecessor, writer });
    const store = openSqliteLogStore({ file });
    const stands = await store.establish(identity);
    const onFailure = (error: unknown): void => {
      // After the answers: the thread must not go on with a store that failed.
      setImmediate(() => {
        throw error;
      });
    };
    const earlier = await openEarlierLogs(files);
    const sequencer = await Sequencer.open({ store, writer, now: Date.now, earlier, onFailure });
    opened = { store, earlier, sequencer };
    return stands;
  },
  append: async (leaves) => open().sequencer.append(unpackLeaves(leaves)),
  putTiles: async (tiles) => open().sequencer.putTiles(tiles),
  publish: async (publication) => open().sequencer.publish(publication),
  putVerifierKeys: async (vkeys) => open().store.putVerifierKeys(vkeys),
  addFinding: async (finding) => open().sequencer.addFinding(finding),
  indexed: async (size) => open().sequencer.indexed(size),
  async reindex(file) {
    const store = openSqliteLogStore({ file });
    const filler = await IndexFiller.open(store);
    while (filler.backlog > 0) await filler.step();
    await store.close();
  },
  async close() {
    await opened?.sequencer.finish();
    await opened?.earlier.close();
    await opened?.store.close();
  },
} satisfies SequencerMethods);
