import {
  type AddCheckpoint,
  type Checkpoint,
  emptyRoot,
  equalBytes,
  formatNote,
  formatSignatures,
  type NoteSignature,
  parseAddCheckpoint,
  TlogError,
  verifyConsistency,
} from '@simpul/tlog';
import { sha256 } from '../verification/trusted-keys.ts';
import type { KnownLogs } from './known-logs.ts';
import { type LogCheckpoint, readLogCheckpoint } from './log-signature.ts';
import { Refusal } from './refusal.ts';
import { type Cosigned, originHash, type WitnessState } from './state.ts';
import type { CosignerKey } from './witness-keys.ts';

/** A log asked for a cosignature that its history does not allow. */
export interface Contradiction {
  readonly origin: string;
  readonly latest: Cosigned;
  /** The refused checkpoint, signed by the log. */
  readonly size: number;
  readonly note: string;
  readonly reason: string;
  /** Two roots for one size: proof by itself that the log's key holder lied. */
  readonly isProof: boolean;
}

export interface AddCheckpointDeps {
  readonly logs: KnownLogs;
  readonly state: WitnessState;
  readonly keys: readonly CosignerKey[];
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly onCosigned: (checkpoint: Checkpoint) => void;
  readonly onContradiction: (contradiction: Contradiction) => void;
}

/**
 * Answers `add-checkpoint` (C2SP tlog-witness): checks and remembers in one transaction, and only then gives the cosignatures.
 *
 * @returns signature lines of the witness, one of each key
 * @throws Refusal with the status that the specification demands; SimpulError `STORE.FAILED`, after which the process must end
 */
export async function addCheckpoint(body: Uint8Array, deps: AddCheckpointDeps): Promise<string> {
  const { logs, state, keys, now, onCosigned, onContradiction } = deps;
  const request = readRequest(body);
  const origin = originOf(request.note);
  const logKeys = logs.get(origin);
  if (logKeys === undefined) throw new Refusal(404, 'unknown log');
  const signed = await readLogCheckpoint(request.note, logKeys);
  const { checkpoint, text, signatures } = signed;
  if (request.oldSize > checkpoint.size) throw new Refusal(400, 'invalid input: the old size is above the new one');

  let cosignatures: NoteSignature[] = [];
  try {
    state.advance(origin, (latest) => {
      checkGrowth(request, checkpoint, latest);
      cosignatures = keys.map((key) => key.cosign(checkpoint, Math.floor(now() / 1000)));
      return { size: checkpoint.size, note: formatNote({ text, signatures: [...signatures, ...cosignatures] }) };
    });
  } catch (error) {
    const found = error instanceof Refusal && contradiction(signed, state.latest(originHash(origin)), error);
    if (found) onContradiction({ ...found, note: request.note });
    throw error;
  }
  onCosigned(checkpoint);
  return formatSignatures(cosignatures);
}

function readRequest(body: Uint8Array): AddCheckpoint {
  try {
    return parseAddCheckpoint(body);
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    throw new Refusal(400, `invalid input: ${error.message}`, { cause: error });
  }
}

/** The first line, which decides whose keys count before anything else of the note is read. */
function originOf(note: string): string {
  const end = note.indexOf('\n');
  if (end < 1) throw new Refusal(400, 'invalid input: the checkpoint has no origin');
  return note.slice(0, end);
}

function checkGrowth({ oldSize, proof }: AddCheckpoint, checkpoint: Checkpoint, latest: Cosigned | undefined): void {
  const { size, root } = checkpoint;
  const known = latest?.size ?? 0;
  if (oldSize !== known) throw new Refusal(409, 'the old size is not the one cosigned last', { size: known });
  if (size === 0 && !equalBytes(root, emptyRoot(sha256)))
    throw new Refusal(422, 'the root is not the one of an empty tree');
  if (oldSize === 0 && proof.length > 0) throw new Refusal(422, 'bad consistency proof: nothing needs one from size 0');
  if (latest === undefined || oldSize === 0) return;
  try {
    verifyConsistency(sha256, { size1: oldSize, root1: latest.root, size2: size, root2: root }, proof);
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    throw new Refusal(422, `bad consistency proof: ${error.message}`, { cause: error });
  }
}

function contradiction(
  { checkpoint: { origin, size, root } }: LogCheckpoint,
  latest: Cosigned | undefined,
  refusal: Refusal,
): Omit<Contradiction, 'note'> | undefined {
  if (latest === undefined) return undefined;
  const isProof = latest.size === size && !equalBytes(latest.root, root);
  if (!isProof && refusal.status !== 422) return undefined;
  return { origin, latest, size, isProof, reason: isProof ? 'two roots for one size' : refusal.message };
}
