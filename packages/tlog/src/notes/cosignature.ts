import { TlogError } from '../tlog-error.ts';
import { parseCheckpointBody } from './checkpoint.ts';
import { type NoteSignature, parseNote } from './note.ts';
import { joinSignature, signedMessage } from './signature-message.ts';
import { type CheckpointSigner, verifyLine, type VerifySignature } from './signed-checkpoint.ts';
import type { VerifierKey } from './verifier-key.ts';

/**
 * Cosigns a checkpoint (C2SP tlog-cosignature). Whatever the cosignature states about the log is for the caller to check before.
 *
 * @param note the signed note as text, or its bytes
 * @param timestamp POSIX seconds, now
 * @throws TlogError `note` or `checkpoint` for the note's form, `cosignature` for a key that cannot cosign or without a time
 */
export async function cosign(
  note: string | Uint8Array,
  { key, sign }: CheckpointSigner,
  { timestamp }: { readonly timestamp: number },
): Promise<NoteSignature> {
  assertCosigner(key);
  if (timestamp === 0) throw new TlogError('cosignature', 'the time is missing');
  const checkpoint = parseCheckpointBody(parseNote(note).text);
  const signature = await sign(signedMessage(key, checkpoint, timestamp));
  return { name: key.name, keyId: key.keyId, signature: joinSignature(key, signature, timestamp) };
}

/**
 * Verifies the cosignature of one cosigner on a checkpoint, and nothing else of it. Of several lines by this key all must hold.
 *
 * @param note the signed note as text, or its bytes
 * @returns the latest time that the cosigner states, in POSIX seconds
 * @throws TlogError `note` or `checkpoint` for the note's form, `unknown-keys` when the cosigner did not sign, `signature` when it
 *   did so wrongly, `cosignature` for a key that cannot cosign or a cosignature that states no time
 */
export async function verifyCosignature(
  note: string | Uint8Array,
  key: VerifierKey,
  verify: VerifySignature,
): Promise<{ readonly timestamp: number }> {
  assertCosigner(key);
  const { text, signatures } = parseNote(note);
  const checkpoint = parseCheckpointBody(text);
  const lines = signatures.filter(({ name, keyId }) => name === key.name && keyId === key.keyId);
  if (lines.length === 0) throw new TlogError('unknown-keys', 'this cosigner did not sign the checkpoint');
  let latest = 0;
  for (const line of lines) {
    const { timestamp = 0 } = await verifyLine(line, { key, checkpoint, verify });
    if (timestamp === 0) throw new TlogError('cosignature', 'the cosignature states no time');
    latest = Math.max(latest, timestamp);
  }
  return { timestamp: latest };
}

function assertCosigner({ algorithm }: VerifierKey): void {
  if (algorithm === 'ed25519') throw new TlogError('cosignature', 'this key signs for a log and cannot cosign');
}
