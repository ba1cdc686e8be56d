import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { isSimpulError, STORE } from '@simpul/errors';
import {
  joinFrames,
  LEAF_PREFIX,
  type LogStore,
  openSqliteLogStore,
  SIDE_CAR_PREFIX,
  splitFrames,
} from '@simpul/store';
import { CompactRange, hashLeaf, insertAt } from '@simpul/tlog';
import { createSource, type WireLeaf } from './source.ts';

/**
 * A second writer of a log: it takes no lock of the folder and appends to the same file as the audit service, batch after
 * batch, until SIGTERM. It prints the ids of each batch that the store took. Nothing but the store keeps the two apart.
 *
 * Usage: node rival-writer.ts FILE NODE
 */
const [file = '', node = ''] = process.argv.slice(2);

const BATCH_LEAVES = 2;
const BATCHES_PER_READ = 64;
/** So that the other one gets its turns, milliseconds. */
const PAUSE_MS = 25;

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** Takes into the tree what others appended. @returns `at` of the last leaf */
async function follow(store: LogStore, range: CompactRange): Promise<number> {
  for (;;) {
    const batches = await store.batches(range.size, BATCHES_PER_READ);
    for (const { bundle } of batches)
      for (const leaf of splitFrames(bundle, LEAF_PREFIX)) range.append(hashLeaf(sha256, leaf));
    if (batches.length < BATCHES_PER_READ) return (await store.tail())?.at ?? 0;
  }
}

/** @returns whether the store took them, or the other writer was faster */
async function append(store: LogStore, range: CompactRange, sent: readonly WireLeaf[]): Promise<boolean> {
  const at = Math.max(Date.now(), await follow(store, range));
  const leaves = sent.map(({ leaf }) => insertAt(Buffer.from(leaf, 'base64'), at));
  const grown = range.clone();
  for (const leaf of leaves) grown.append(hashLeaf(sha256, leaf));
  const outcome = await store.append({
    first: range.size,
    at,
    ids: sent.map(({ id }) => id),
    bundle: joinFrames(leaves, LEAF_PREFIX),
    sideCars: joinFrames(
      sent.map(({ sideCar }) => Buffer.from(sideCar, 'base64')),
      SIDE_CAR_PREFIX,
    ),
    prevRoot: range.root(),
    root: grown.root(),
    writer: node,
  });
  return outcome === 'stored';
}

const ending = new AbortController();
process.once('SIGTERM', () => ending.abort());
const store = openSqliteLogStore({ file });
const source = createSource(node);
const range = new CompactRange(sha256);
let waiting = source.next(BATCH_LEAVES);
while (!ending.signal.aborted) {
  try {
    if (await append(store, range, waiting)) {
      process.stdout.write(`${waiting.map(({ id }) => id).join(' ')}\n`);
      waiting = source.next(BATCH_LEAVES);
    } else {
      process.stdout.write('conflict\n');
    }
  } catch (error) {
    if (!isSimpulError(error, STORE.BUSY)) throw error;
    process.stdout.write('busy\n');
  }
  await wait(PAUSE_MS);
}
await store.close();
