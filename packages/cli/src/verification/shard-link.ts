import { formatCheckpointBody, parseCheckpointBody, decodeText, TlogError } from '@simpul/tlog';
import { ContradictionError, headText } from './growth.ts';
import { failed } from './holds.ts';
import type { TreeHead } from './verified-tiles.ts';

/** The last checkpoint of the log before, as the first entry of a log names it. */
export interface Predecessor extends TreeHead {
  readonly origin: string;
}

/**
 * Reads the first entry of a log: a leaf `shard.open` holds the body of the last checkpoint of the log before.
 *
 * @returns undefined for the first log of a bus
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED` for a leaf `shard.open` that names none
 */
export function readPredecessor(what: string, firstEntry: Uint8Array | undefined): Predecessor | undefined {
  if (firstEntry === undefined) return undefined;
  try {
    const leaf = JSON.parse(decodeText(firstEntry)) as { readonly type?: unknown; readonly op?: unknown } | null;
    if (leaf?.type !== 'shard.open') return undefined;
    if (typeof leaf.op !== 'string') throw new TlogError('checkpoint', 'missing');
    return parseCheckpointBody(leaf.op);
  } catch (error) {
    // A log of others may hold anything; only a leaf that says what it is must be one.
    if (error instanceof SyntaxError || (error instanceof TlogError && error.rule === 'text')) return undefined;
    throw failed(what, 'its first entry names no checkpoint of the log before', error);
  }
}

/**
 * Checks that a closed log ended where its successor says.
 *
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED`
 */
export function requireLink(what: string, named: Predecessor, closed: Predecessor): void {
  const [wanted, actual] = [named, closed].map(({ origin, size, root }) =>
    formatCheckpointBody({ origin, size, root, extensions: [] }),
  );
  if (wanted === actual) return;
  if (named.size === closed.size) throw new ContradictionError(what, { kind: 'forked', older: named, newer: closed });
  throw failed(what, `the log after it says that it ended at ${headText(named)}, but it shows ${headText(closed)}`);
}
