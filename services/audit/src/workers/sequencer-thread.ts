import type { LogFinding, LogIdentity, LogStore, LogTile } from '@simpul/store';
import { LogOpener } from '../places/log-opener.ts';
import type { LogPlace } from '../places/log-place.ts';
import { type EarlierLogs, openEarlierLogs } from '../shards/earlier-logs.ts';
import { foundLog } from '../shards/found-log.ts';
import type { Predecessor } from '../shards/opening-leaf.ts';
import { IndexFiller } from './index-filler.ts';
import { type PackedLeaves, unpackLeaves } from './sent-leaves.ts';
import { type Appending, type Publication, Sequencer } from './sequencer.ts';
import { hostMethods } from './worker-host.ts';

export interface OpenSequencer {
  readonly place: LogPlace;
  /** Stored if the log is new. */
  readonly identity: LogIdentity;
  /** What the first leaf of a new log says of the log before. */
  readonly predecessor?: Predecessor | undefined;
  /** Logs before this one, newest first. */
  readonly earlier: readonly LogPlace[];
  readonly writer: string;
}

/** What the sequencer's thread does; of this process it alone appends to the log. */
export type SequencerMethods = {
  /** @returns the identity that stands. */
  open(options: OpenSequencer): Promise<LogIdentity>;
  append(leaves: PackedLeaves): Promise<Appending>;
  putTiles(tiles: readonly LogTile[]): Promise<void>;
  publish(publication: Publication): Promise<void>;
  putVerifierKeys(vkeys: readonly string[]): Promise<void>;
  addFinding(finding: LogFinding): Promise<void>;
  indexed(size: number): Promise<void>;
  /** Makes the search index of a closed log whole; the thread opens no other log then. */
  reindex(place: LogPlace): Promise<void>;
  close(): Promise<void>;
};

interface Opened {
  readonly store: LogStore;
  readonly earlier: EarlierLogs;
  readonly sequencer: Sequencer;
}

const opener = new LogOpener();
let opened: Opened | undefined;

function open(): Opened {
  if (opened === undefined) throw new TypeError('the log is not open');
  return opened;
}

hostMethods({
  async open({ place, identity, predecessor, earlier: places, writer }) {
    await foundLog(opener, { place, identity, predecessor, writer });
    const store = await opener.open(place);
    const stands = await store.establish(identity);
    const onFailure = (error: unknown): void => {
      // After the answers: the thread must not go on with a store that failed.
      setImmediate(() => {
        throw error;
      });
    };
    const earlier = await openEarlierLogs(opener, places);
    const isShared = place.kind === 'mongo';
    const sequencer = await Sequencer.open({ store, writer, now: Date.now, earlier, isShared, onFailure });
    opened = { store, earlier, sequencer };
    return stands;
  },
  append: async (leaves) => open().sequencer.append(unpackLeaves(leaves)),
  putTiles: async (tiles) => open().sequencer.putTiles(tiles),
  publish: async (publication) => open().sequencer.publish(publication),
  putVerifierKeys: async (vkeys) => open().store.putVerifierKeys(vkeys),
  addFinding: async (finding) => open().sequencer.addFinding(finding),
  indexed: async (size) => open().sequencer.indexed(size),
  async reindex(place) {
    const store = await opener.open(place);
    const filler = await IndexFiller.open(store);
    while (filler.backlog > 0) await filler.step();
    await store.close();
  },
  async close() {
    await opened?.sequencer.finish();
    await opened?.earlier.close();
    await opened?.store.close();
    await opener.close();
  },
} satisfies SequencerMethods);
