import { concatBytes } from '../encoding/bytes.ts';
import { encodeText } from '../encoding/text.ts';
import { TlogError } from '../tlog-error.ts';
import { type Checkpoint, formatCheckpointBody } from './checkpoint.ts';
import type { VerifierKey } from './verifier-key.ts';

const SUBTREE_LABEL = encodeText('subtree/v1\n\0');
const TIMESTAMP_BYTES = 8;
const ED25519_SIGNATURE_BYTES = 64;
const ML_DSA_44_SIGNATURE_BYTES = 2420;

/** A signature taken apart, with the bytes that it must be over. */
export interface SignatureParts {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  /** POSIX seconds that an ML-DSA-44 signer stated; 0 where it states none. */
  readonly timestamp?: number;
}

/**
 * Bytes that a key signs for a checkpoint: the note's text (Ed25519, type 01), or `cosigned_message` with start = 0
 * (ML-DSA-44, type 06; C2SP tlog-cosignature), which leaves extension lines out.
 *
 * @throws TlogError `checkpoint` when a name does not fit the format
 */
export function signedMessage(key: VerifierKey, checkpoint: Checkpoint, timestamp: number): Uint8Array {
  if (key.algorithm === 'ed25519') return encodeText(formatCheckpointBody(checkpoint));
  return concatBytes([
    SUBTREE_LABEL,
    shortText(key.name),
    uint64(timestamp),
    shortText(checkpoint.origin),
    uint64(0),
    uint64(checkpoint.size),
    checkpoint.root,
  ]);
}

/** What a signature line holds after the key id: the signature, before it the timestamp for ML-DSA-44. */
export function joinSignature(key: VerifierKey, signature: Uint8Array, timestamp: number): Uint8Array {
  return key.algorithm === 'ed25519' ? signature : concatBytes([uint64(timestamp), signature]);
}

/**
 * Takes apart what {@link joinSignature} made.
 *
 * @throws TlogError `signature` for a wrong length or a timestamp of 2^53 or more
 */
export function splitSignature(key: VerifierKey, checkpoint: Checkpoint, joined: Uint8Array): SignatureParts {
  if (key.algorithm === 'ed25519') {
    if (joined.length !== ED25519_SIGNATURE_BYTES)
      throw new TlogError('signature', 'an Ed25519 signature has 64 bytes');
    return { message: signedMessage(key, checkpoint, 0), signature: joined };
  }
  if (joined.length !== TIMESTAMP_BYTES + ML_DSA_44_SIGNATURE_BYTES)
    throw new TlogError('signature', 'an ML-DSA-44 signature has 8 + 2420 bytes');
  const timestamp = Number(new DataView(joined.buffer, joined.byteOffset).getBigUint64(0));
  if (!Number.isSafeInteger(timestamp)) throw new TlogError('signature', 'the timestamp is out of range');
  return { message: signedMessage(key, checkpoint, timestamp), signature: joined.subarray(TIMESTAMP_BYTES), timestamp };
}

function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

function shortText(text: string): Uint8Array {
  const bytes = encodeText(text);
  if (bytes.length < 1 || bytes.length > 255) throw new TlogError('checkpoint', 'a name must have 1 to 255 bytes');
  return concatBytes([Uint8Array.of(bytes.length), bytes]);
}
