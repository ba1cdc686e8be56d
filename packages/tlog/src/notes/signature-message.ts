import { encodeText } from '../encoding/text.ts';
import { TlogError } from '../tlog-error.ts';
import { type Checkpoint, formatCheckpointBody } from './checkpoint.ts';
import { cosignatureMessage, formatCosignature, parseCosignature } from './cosignature-bytes.ts';
import { signatureAlgorithm, type SignatureAlgorithm, type VerifierKey } from './verifier-key.ts';

const SIGNATURE_BYTES: Readonly<Record<SignatureAlgorithm, number>> = { ed25519: 64, 'ml-dsa-44': 2420 };

/** A signature taken apart, with the bytes that it must be over. */
export interface SignatureParts {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  /** POSIX seconds that a signer stated, 0 where it states none; absent for the kind of line that has no such field. */
  readonly timestamp?: number;
}

/**
 * Bytes that a key signs for a checkpoint: the note's text (Ed25519, type 01), or a cosignature's message, also where a log signs
 * with ML-DSA-44.
 *
 * @throws TlogError `checkpoint` when a name does not fit the format, `cosignature` for a timestamp that is no whole second
 */
export function signedMessage({ algorithm, name }: VerifierKey, checkpoint: Checkpoint, timestamp: number): Uint8Array {
  if (algorithm === 'ed25519') return encodeText(formatCheckpointBody(checkpoint));
  return cosignatureMessage({ algorithm, name, timestamp, checkpoint });
}

/** What a signature line holds after the key id: the signature, in all but Ed25519 of type 01 after its timestamp. */
export function joinSignature({ algorithm }: VerifierKey, signature: Uint8Array, timestamp: number): Uint8Array {
  return algorithm === 'ed25519' ? signature : formatCosignature(timestamp, signature);
}

/**
 * Takes apart what {@link joinSignature} made.
 *
 * @throws TlogError `signature` for a wrong length or a timestamp of 2^53 or more
 */
export function splitSignature(key: VerifierKey, checkpoint: Checkpoint, joined: Uint8Array): SignatureParts {
  const length = SIGNATURE_BYTES[signatureAlgorithm(key.algorithm)];
  if (key.algorithm === 'ed25519') {
    assertLength(joined, length);
    return { message: signedMessage(key, checkpoint, 0), signature: joined };
  }
  const { timestamp, signature } = parseCosignature(joined);
  assertLength(signature, length);
  return { message: signedMessage(key, checkpoint, timestamp), signature, timestamp };
}

function assertLength(signature: Uint8Array, length: number): void {
  if (signature.length !== length) throw new TlogError('signature', `this signature has ${length} bytes`);
}
