import { concatBytes } from '../encoding/bytes.ts';
import { isCount } from '../encoding/decimal.ts';
import { encodeText } from '../encoding/text.ts';
import { uint64 } from '../encoding/uint64.ts';
import { TlogError } from '../tlog-error.ts';
import { type Checkpoint, formatCheckpointBody } from './checkpoint.ts';
import type { NoteAlgorithm } from './verifier-key.ts';

const ED25519_LABEL = 'cosignature/v1';
const ML_DSA_44_LABEL = encodeText('subtree/v1\n\0');
const TIMESTAMP_BYTES = 8;
const NAME_MAX_BYTES = 255;
/** Ed25519 and ML-DSA-44. */
const SIGNATURE_BYTES: ReadonlySet<number> = new Set([64, 2420]);

/** What a cosigner signs for a checkpoint. */
export interface CosignatureInput {
  readonly algorithm: Exclude<NoteAlgorithm, 'ed25519'>;
  /** Name of the cosigner, which only ML-DSA-44 covers. */
  readonly name: string;
  /** POSIX seconds; 0 states no time. */
  readonly timestamp: number;
  readonly checkpoint: Checkpoint;
}

/** A signature with the time that its signer states (`timestamped_signature` of C2SP tlog-cosignature). */
export interface TimestampedSignature {
  /** POSIX seconds; 0 states no time. */
  readonly timestamp: number;
  readonly signature: Uint8Array;
}

/**
 * Bytes that a cosigner signs (C2SP tlog-cosignature): for Ed25519 two lines and the note's text with its extension lines, for
 * ML-DSA-44 `cosigned_message` with start = 0, which leaves extension lines out.
 *
 * @throws TlogError `checkpoint` when a name does not fit the format, `cosignature` for a timestamp that is no whole second
 */
export function cosignatureMessage({ algorithm, name, timestamp, checkpoint }: CosignatureInput): Uint8Array {
  assertTimestamp(timestamp);
  if (algorithm === 'cosignature-ed25519')
    return encodeText(`${ED25519_LABEL}\ntime ${timestamp}\n${formatCheckpointBody(checkpoint)}`);
  return concatBytes([
    ML_DSA_44_LABEL,
    shortText(name),
    uint64(timestamp),
    shortText(checkpoint.origin),
    uint64(0),
    uint64(checkpoint.size),
    checkpoint.root,
  ]);
}

/**
 * What a cosignature's line holds after the key id: the timestamp (64 bits, big-endian), then the signature.
 *
 * @throws TlogError `cosignature` for a timestamp that is no whole second
 */
export function formatCosignature(timestamp: number, signature: Uint8Array): Uint8Array {
  assertTimestamp(timestamp);
  return concatBytes([uint64(timestamp), signature]);
}

/**
 * Takes apart what {@link formatCosignature} made.
 *
 * @throws TlogError `signature` unless it holds an Ed25519 or ML-DSA-44 signature, or for a timestamp of 2^53 or more
 */
export function parseCosignature(bytes: Uint8Array): TimestampedSignature {
  if (!SIGNATURE_BYTES.has(bytes.length - TIMESTAMP_BYTES))
    throw new TlogError('signature', 'a cosignature has 8 + 64 or 8 + 2420 bytes');
  const timestamp = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
  if (!Number.isSafeInteger(timestamp)) throw new TlogError('signature', 'the timestamp is out of range');
  return { timestamp, signature: bytes.subarray(TIMESTAMP_BYTES) };
}

function assertTimestamp(timestamp: number): void {
  if (!isCount(timestamp)) throw new TlogError('cosignature', 'the timestamp must be whole seconds below 2^53');
}

function shortText(text: string): Uint8Array {
  const bytes = encodeText(text);
  if (bytes.length < 1 || bytes.length > NAME_MAX_BYTES)
    throw new TlogError('checkpoint', `a name must have 1 to ${NAME_MAX_BYTES} bytes`);
  return concatBytes([Uint8Array.of(bytes.length), bytes]);
}
