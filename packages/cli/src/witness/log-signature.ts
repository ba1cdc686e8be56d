import {
  type Checkpoint,
  encodeText,
  type Note,
  type NoteSignature,
  parseCheckpointBody,
  parseNote,
  TlogError,
  type VerifierKey,
  verifyCheckpoint,
} from '@simpul/tlog';
import { checkSignature } from '../verification/check-signature.ts';
import { Refusal } from './refusal.ts';

/** A checkpoint that its log signed. */
export interface LogCheckpoint {
  readonly checkpoint: Checkpoint;
  /** Text of the note, verbatim. */
  readonly text: string;
  /** The log's signatures, each verified; those of others are left out. */
  readonly signatures: readonly NoteSignature[];
}

/**
 * Checks that a log signed a note: one of its keys at least, and no signature by any of them is wrong.
 *
 * @throws Refusal 403 for the signature, 400 for a note or checkpoint that cannot be read
 */
export async function readLogCheckpoint(note: string, keys: readonly VerifierKey[]): Promise<LogCheckpoint> {
  const { text, signatures } = readable(() => parseNote(note));
  const own = signatures.filter((line) => keyOf(line, keys) !== undefined);
  if (own.length === 0) throw new Refusal(403, 'invalid signature: no known key of this log signed');
  try {
    const { checkpoint } = await verifyCheckpoint(note, { keys, verify: checkSignature });
    return { checkpoint, text, signatures: own };
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    if (error.rule === 'checkpoint') await refuseBody({ text, signatures: own }, keys);
    throw new Refusal(403, `invalid signature: ${error.message}`, { cause: error });
  }
}

/**
 * A text that is no checkpoint is the log's own mistake (400) only if the log signed it, which ML-DSA-44 cannot do.
 *
 * @throws Refusal 400 in that case
 */
async function refuseBody({ text, signatures }: Note, keys: readonly VerifierKey[]): Promise<void> {
  for (const line of signatures) {
    const key = keyOf(line, keys);
    if (key?.algorithm !== 'ed25519') return;
    const { algorithm, publicKey } = key;
    const check = { algorithm, publicKey, message: encodeText(text), signature: line.signature };
    if (!(await checkSignature(check))) return;
  }
  readable(() => parseCheckpointBody(text));
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    // A signature that cannot be decoded is a wrong one; any other fault is the note's.
    const isSignature = error.cause instanceof TlogError && error.rule === 'note' && error.cause.rule === 'base64';
    const [status, what] = isSignature ? ([403, 'invalid signature'] as const) : ([400, 'invalid input'] as const);
    throw new Refusal(status, `${what}: ${error.message}`, { cause: error });
  }
}

function keyOf({ name, keyId }: NoteSignature, keys: readonly VerifierKey[]): VerifierKey | undefined {
  return keys.find((key) => key.name === name && key.keyId === keyId);
}
