import { randomUUID } from 'node:crypto';
import { type IndexRecord, joinFrames, LEAF_PREFIX, openSqliteLogStore, SIDE_CAR_PREFIX } from '@simpul/store';
import { CompactRange, createSourceChain, hashLeaf, insertAt } from '@simpul/tlog';
import { BenchFailure } from '../bench-failure.ts';
import { createLeafWriter, leafId, PARTIES, SIDE_CAR } from './sample-leaf.ts';
import { sha256 } from './sha256.ts';

/** Leaves in a batch, as many as the sequencer takes. */
const BATCH = 256;
/** Trees of which the root is kept, to prove that the log continues them. */
const KEPT_ROOTS = 100;
const NODE = 'pengisi';

/** A tree that the log once was. */
export interface KnownTree {
  readonly size: number;
  readonly root: Uint8Array;
}

/** What was put into a log. */
export interface Filled {
  /** Spread over all sizes. */
  readonly trees: readonly KnownTree[];
  /** Bytes of all leaves as they are stored. */
  readonly leafBytes: number;
  readonly seconds: number;
}

/** Fills an empty log by the store's own append, batch for batch, and its search index. @throws BenchFailure if it is not empty */
export async function fillLog(file: string, size: number): Promise<Filled> {
  const store = openSqliteLogStore({ file });
  const boot = randomUUID();
  const write = createLeafWriter(NODE, boot);
  const chain = createSourceChain({ node: NODE, boot, hash: sha256 });
  const range = new CompactRange(sha256);
  const trees: KnownTree[] = [];
  const startedAt = performance.now();
  const keepEvery = Math.max(1, Math.floor(size / BATCH / KEPT_ROOTS));
  let leafBytes = 0;
  for (let first = 0, prevRoot = range.root(); first < size; first = range.size) {
    const at = Date.now();
    const ids: string[] = [];
    const leaves: Uint8Array[] = [];
    const records: IndexRecord[] = [];
    for (let n = first; n < Math.min(size, first + BATCH); n += 1) {
      const leaf = insertAt(
        chain.nextAs((src) => write(n, src)),
        at,
      );
      range.append(hashLeaf(sha256, leaf));
      ids.push(leafId(n));
      leaves.push(leaf);
      records.push({ index: n, at, ...PARTIES });
      leafBytes += leaf.length;
    }
    const root = range.root();
    const bundle = joinFrames(leaves, LEAF_PREFIX);
    const sideCars = joinFrames(
      leaves.map(() => SIDE_CAR),
      SIDE_CAR_PREFIX,
    );
    const outcome = await store.append({ first, at, ids, bundle, sideCars, prevRoot, root, writer: NODE });
    if (outcome !== 'stored') throw new BenchFailure('the log to fill was not empty');
    await store.index(records);
    if (Math.floor(first / BATCH) % keepEvery === 0) trees.push({ size: range.size, root });
    prevRoot = root;
  }
  await store.close();
  return { trees, leafBytes, seconds: (performance.now() - startedAt) / 1000 };
}
