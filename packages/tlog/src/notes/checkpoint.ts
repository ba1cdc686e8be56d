import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { isCount, parseDecimal } from '../encoding/decimal.ts';
import { HASH_BYTES } from '../merkle/hashing.ts';
import { TlogError } from '../tlog-error.ts';

/** State of a log: what a checkpoint says (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Identity of the log. */
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  /** Merkle tree hash, 32 bytes. */
  readonly root: Uint8Array;
  /** Further lines, not empty; ML-DSA-44 signatures do not cover them. */
  readonly extensions: readonly string[];
}

/**
 * The text that is signed: origin, size, root and extensions, a line each.
 *
 * @throws TlogError `checkpoint` for what {@link parseCheckpointBody} would refuse
 */
export function formatCheckpointBody({ origin, size, root, extensions }: Checkpoint): string {
  if (!isCount(size)) throw new TlogError('checkpoint', 'the size must be an integer below 2^53');
  if (root.length !== HASH_BYTES) throw new TlogError('checkpoint', 'the root must have 32 bytes');
  for (const line of [origin, ...extensions]) assertLine(line);
  return [origin, size, toBase64(root), ...extensions, ''].join('\n');
}

/**
 * Reads the text of a checkpoint, strictly.
 *
 * @throws TlogError `checkpoint`
 */
export function parseCheckpointBody(text: string): Checkpoint {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new TlogError('checkpoint', 'the text must end in a newline');
  const [origin = '', sizeText = '', rootText = '', ...extensions] = lines;
  for (const line of [origin, ...extensions]) assertLine(line);
  const size = parseDecimal(sizeText);
  if (size === undefined) throw new TlogError('checkpoint', 'the size is not a decimal without leading zeros');
  let root: Uint8Array;
  try {
    root = fromBase64(rootText);
  } catch (error) {
    throw new TlogError('checkpoint', 'the root is not base64', { cause: error });
  }
  if (root.length !== HASH_BYTES) throw new TlogError('checkpoint', 'the root must have 32 bytes');
  return { origin, size, root, extensions };
}

function assertLine(line: string): void {
  if (line === '' || !line.isWellFormed() || /\p{Cc}/u.test(line))
    throw new TlogError('checkpoint', 'a line is empty or holds a control character');
}
