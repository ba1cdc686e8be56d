import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { isCount, parseDecimal } from '../encoding/decimal.ts';
import { assertHashes } from '../merkle/hashing.ts';
import { TlogError } from '../tlog-error.ts';

const HEADER = 'c2sp.org/tlog-proof@v1';
const EXTRA = 'extra ';
const INDEX = 'index ';
/** Most hashes in a proof: more than a tree below 2^53 leaves can need. */
const MAX_HASHES = 63;

/** An inclusion proof with the checkpoint that it leads to (C2SP tlog-proof). Nothing in it is verified. */
export interface TlogProof {
  /** Data of the application, which the proof does not authenticate. */
  readonly extra?: Uint8Array;
  readonly index: number;
  /** Sibling of the leaf first, 32 bytes each. */
  readonly hashes: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

/**
 * Writes a proof.
 *
 * @throws TlogError `proof-format` or `hash` for what {@link parseTlogProof} would refuse
 */
export function formatTlogProof({ extra, index, hashes, checkpoint }: TlogProof): string {
  if (!isCount(index)) throw new TlogError('proof-format', 'the index must be an integer below 2^53');
  if (hashes.length > MAX_HASHES) throw new TlogError('proof-format', 'too many hashes');
  assertHashes(hashes);
  const lines = [HEADER];
  if (extra !== undefined && extra.length > 0) lines.push(EXTRA + toBase64(extra));
  lines.push(INDEX + index, ...hashes.map(toBase64), '');
  return `${lines.join('\n')}\n${checkpoint}`;
}

/**
 * Reads a proof, strictly, but for its checkpoint, which is left as it is.
 *
 * @throws TlogError `proof-format`
 */
export function parseTlogProof(text: string): TlogProof {
  const end = text.indexOf('\n\n');
  if (end === -1) throw new TlogError('proof-format', 'no empty line before the checkpoint');
  const lines = text.slice(0, end).split('\n');
  if (lines.shift() !== HEADER) throw new TlogError('proof-format', `the first line must be ${HEADER}`);
  const extra = lines[0]?.startsWith(EXTRA) ? decode(lines.shift()?.slice(EXTRA.length) ?? '') : undefined;
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith(INDEX) ? parseDecimal(indexLine.slice(INDEX.length)) : undefined;
  if (index === undefined) throw new TlogError('proof-format', 'the index is missing or not a decimal');
  if (lines.length > MAX_HASHES) throw new TlogError('proof-format', 'too many hashes');
  const hashes = lines.map(decode);
  try {
    assertHashes(hashes);
  } catch (error) {
    throw new TlogError('proof-format', 'a hash does not have 32 bytes', { cause: error });
  }
  return { ...(extra && { extra }), index, hashes, checkpoint: text.slice(end + 2) };
}

function decode(encoded: string): Uint8Array {
  if (encoded === '') throw new TlogError('proof-format', 'an empty value');
  try {
    return fromBase64(encoded);
  } catch (error) {
    throw new TlogError('proof-format', 'a line is not base64', { cause: error });
  }
}
