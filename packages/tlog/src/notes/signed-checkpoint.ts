import { TlogError } from '../tlog-error.ts';
import { type Checkpoint, formatCheckpointBody, parseCheckpointBody } from './checkpoint.ts';
import { formatNote, type NoteSignature, parseNote } from './note.ts';
import { joinSignature, signedMessage, splitSignature } from './signature-message.ts';
import { signatureAlgorithm, type SignatureAlgorithm, type VerifierKey } from './verifier-key.ts';

/** Signs bytes with the private key of `key`. */
export interface CheckpointSigner {
  readonly key: VerifierKey;
  readonly sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

/** One signature to check; keys and signatures are raw bytes of the algorithm. */
export interface SignatureCheck {
  readonly algorithm: SignatureAlgorithm;
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}
/** Checks a signature: node:crypto, WebCrypto or a library. */
export type VerifySignature = (check: SignatureCheck) => boolean | Promise<boolean>;

/** A key whose signature on a checkpoint holds. */
export interface VerifiedSignature {
  readonly key: VerifierKey;
  /** POSIX seconds that the signer stated, 0 where it states none; absent for Ed25519 of type 01. */
  readonly timestamp?: number;
}

/** A checkpoint and the keys that vouch for it, in the order of its signature lines. */
export interface VerifiedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly verifiedBy: readonly VerifiedSignature[];
}

/**
 * Signs a checkpoint with one or more keys and writes the note.
 *
 * @param timestamp POSIX seconds that timestamped signatures state; 0 states none
 * @throws TlogError `checkpoint` or `note` for what cannot be written
 */
export async function signCheckpoint(
  checkpoint: Checkpoint,
  signers: readonly CheckpointSigner[],
  { timestamp }: { readonly timestamp: number },
): Promise<string> {
  const text = formatCheckpointBody(checkpoint);
  const signatures = await Promise.all(
    signers.map(async ({ key, sign }): Promise<NoteSignature> => {
      const signature = await sign(signedMessage(key, checkpoint, timestamp));
      return { name: key.name, keyId: key.keyId, signature: joinSignature(key, signature, timestamp) };
    }),
  );
  return formatNote({ text, signatures });
}

/**
 * Reads a checkpoint and verifies it: every signature by a known key must hold, signatures by others are ignored, and one of the
 * log's own keys, whose name is the origin, must be among those that hold. Keys of witnesses may be among the known ones.
 *
 * @param note the signed note as text, or its bytes
 * @throws TlogError `note` or `checkpoint` for its form, `signature` when a known key's signature is wrong, `unknown-keys` when no
 *   known key signed, `origin` when none of them is of the log that the checkpoint names
 */
export async function verifyCheckpoint(
  note: string | Uint8Array,
  { keys, verify }: { readonly keys: readonly VerifierKey[]; readonly verify: VerifySignature },
): Promise<VerifiedCheckpoint> {
  const { text, signatures } = parseNote(note);
  const checkpoint = parseCheckpointBody(text);
  const verifiedBy: VerifiedSignature[] = [];
  for (const line of signatures) {
    const [key, ...others] = keys.filter(({ name, keyId }) => name === line.name && keyId === line.keyId);
    if (key === undefined) continue;
    if (others.length > 0) throw new TlogError('signature', 'two known keys have the same name and id');
    verifiedBy.push(await verifyLine(line, { key, checkpoint, verify }));
  }
  if (verifiedBy.length === 0) throw new TlogError('unknown-keys', 'no known key signed the checkpoint');
  if (!verifiedBy.some(({ key }) => isLogKey(key, checkpoint)))
    throw new TlogError('origin', 'no known key of this log signed the checkpoint');
  return { checkpoint, verifiedBy };
}

/** Whether a key can be the log's own: cosignatures of type 04 are never a log's. */
function isLogKey({ name, algorithm }: VerifierKey, { origin }: Checkpoint): boolean {
  return name === origin && algorithm !== 'cosignature-ed25519';
}

/**
 * Checks one signature line against the key that it names.
 *
 * @throws TlogError `signature` unless it holds
 */
export async function verifyLine(
  line: NoteSignature,
  {
    key,
    checkpoint,
    verify,
  }: { readonly key: VerifierKey; readonly checkpoint: Checkpoint; readonly verify: VerifySignature },
): Promise<VerifiedSignature> {
  const { message, signature, timestamp } = splitSignature(key, checkpoint, line.signature);
  const algorithm = signatureAlgorithm(key.algorithm);
  if (!(await verify({ algorithm, publicKey: key.publicKey, message, signature })))
    throw new TlogError('signature', `the signature by ${key.name}+${key.keyId} is wrong`);
  return timestamp === undefined ? { key } : { key, timestamp };
}
