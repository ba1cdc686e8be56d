import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { isCount, parseDecimal } from '../encoding/decimal.ts';
import { decodeText } from '../encoding/text.ts';
import { assertHashes } from '../merkle/hashing.ts';
import { TlogError } from '../tlog-error.ts';

const OLD = 'old ';
/** Most hashes in a consistency proof (C2SP tlog-witness). */
const MAX_PROOF_HASHES = 63;

/** Body of a witness's `add-checkpoint` (C2SP tlog-witness). Nothing in it is verified. */
export interface AddCheckpoint {
  /** Size of the checkpoint that the witness cosigned last; 0 where it cosigned none. */
  readonly oldSize: number;
  /** Consistency proof from the old size, 32 bytes each. */
  readonly proof: readonly Uint8Array[];
  /** The new checkpoint as a signed note, verbatim. */
  readonly note: string;
}

/**
 * Writes a request.
 *
 * @throws TlogError `add-checkpoint` or `hash` for what {@link parseAddCheckpoint} would refuse
 */
export function formatAddCheckpoint({ oldSize, proof, note }: AddCheckpoint): string {
  if (!isCount(oldSize)) throw new TlogError('add-checkpoint', 'the old size must be an integer below 2^53');
  if (proof.length > MAX_PROOF_HASHES) throw new TlogError('add-checkpoint', 'too many hashes');
  assertHashes(proof);
  return `${[`${OLD}${oldSize}`, ...proof.map(toBase64), ''].join('\n')}\n${note}`;
}

/**
 * Reads a request, strictly, but for its note, which is left as it is.
 *
 * @throws TlogError `add-checkpoint`; `text` for bytes that are not UTF-8
 */
export function parseAddCheckpoint(body: string | Uint8Array): AddCheckpoint {
  const text = typeof body === 'string' ? body : decodeText(body);
  const end = text.indexOf('\n\n');
  if (end === -1) throw new TlogError('add-checkpoint', 'no empty line before the checkpoint');
  const [first = '', ...lines] = text.slice(0, end).split('\n');
  const oldSize = first.startsWith(OLD) ? parseDecimal(first.slice(OLD.length)) : undefined;
  if (oldSize === undefined) throw new TlogError('add-checkpoint', 'the first line must be old, space, decimal');
  if (lines.length > MAX_PROOF_HASHES) throw new TlogError('add-checkpoint', 'too many hashes');
  return { oldSize, proof: lines.map(decodeHash), note: text.slice(end + 2) };
}

function decodeHash(line: string): Uint8Array {
  try {
    const hash = fromBase64(line);
    assertHashes([hash]);
    return hash;
  } catch (error) {
    throw new TlogError('add-checkpoint', 'a line of the proof is not base64 of 32 bytes', { cause: error });
  }
}
