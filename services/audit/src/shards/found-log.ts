import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { SimpulError, STORE } from '@simpul/errors';
import { joinFrames, LEAF_PREFIX, type LogIdentity, type LogStore, SIDE_CAR_PREFIX, syncFolder } from '@simpul/store';
import { emptyRoot, hashLeaf, insertAt } from '@simpul/tlog';
import { sha256 } from '../domain/sha256.ts';
import type { LogOpener } from '../places/log-opener.ts';
import { filePlace, type FilePlace, type LogPlace, type SharedPlace } from '../places/log-place.ts';
import { createOpeningLeaf, type Predecessor } from './opening-leaf.ts';

export interface Founding<P extends LogPlace = LogPlace> {
  readonly place: P;
  readonly identity: LogIdentity;
  readonly writer: string;
  /** The log before it, if there is one. */
  readonly predecessor?: Predecessor | undefined;
}

/** Makes a log that is not there yet. @throws SimpulError `STORE.FAILED` */
export async function foundLog(opener: LogOpener, { place, ...founding }: Founding): Promise<void> {
  if (place.kind === 'mongo') await foundShared(opener, { place, ...founding });
  else if (!existsSync(place.file)) await foundFile(opener, { place, ...founding });
}

/**
 * Makes the file of a new log, whole or not at all: it gets its name only once it holds its identity and its first leaf. What
 * an earlier attempt left behind was never seen by anyone, and goes.
 */
async function foundFile(opener: LogOpener, { place: { file }, ...founding }: Founding<FilePlace>): Promise<void> {
  const draft = `${file}.new`;
  for (const part of ['', '-wal', '-shm']) rmSync(`${draft}${part}`, { force: true });
  const store = await opener.open(filePlace(draft));
  try {
    await begin(store, founding);
  } finally {
    await store.close();
  }
  if (existsSync(`${draft}-wal`)) throw new SimpulError(STORE.FAILED, { params: { reason: 'a new log is not whole' } });
  renameSync(draft, file);
  syncFolder(dirname(file));
}

/** Processes may do it side by side, and one may go on where another ended: of each step the first one stays. */
async function foundShared(opener: LogOpener, { place, ...founding }: Founding<SharedPlace>): Promise<void> {
  const store = await opener.openShared(place);
  try {
    await begin(store, founding);
  } finally {
    await store.close();
  }
}

async function begin(store: LogStore, { identity, predecessor, writer }: Omit<Founding, 'place'>): Promise<void> {
  await store.establish(identity);
  if (predecessor === undefined || (await store.tail()) !== undefined) return;
  const { id, leaf: sent, sideCar } = createOpeningLeaf(predecessor, writer);
  const at = Math.max(Date.now(), predecessor.at);
  const leaf = insertAt(sent, at);
  const [bundle, sideCars] = [joinFrames([leaf], LEAF_PREFIX), joinFrames([sideCar], SIDE_CAR_PREFIX)];
  // A conflict means that another process was first, with a leaf that says the same.
  const [prevRoot, root] = [emptyRoot(sha256), hashLeaf(sha256, leaf)];
  await store.append({ first: 0, at, ids: [id], bundle, sideCars, prevRoot, root, writer });
}
