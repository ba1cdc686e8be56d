import {
  formatNote,
  type NoteSignature,
  parseNote,
  parseSignatures,
  type PolicyWitness,
  TlogError,
  verifyCosignature,
} from '@simpul/tlog';
import { checkSignature } from './check-signature.ts';

/** A cosignature that holds, by a witness of the policy. */
export interface Cosignature {
  /** Name of the witness in the policy. */
  readonly witness: string;
  readonly line: NoteSignature;
}

/** Size that an `add-checkpoint` answered with 409 names (C2SP tlog-witness); undefined for anything else. */
export function readConflict(text: string): number | undefined {
  const [, digits] = /^(0|[1-9]\d{0,15})\n$/.exec(text) ?? [];
  const size = Number(digits ?? Number.NaN);
  return Number.isSafeInteger(size) ? size : undefined;
}

/**
 * The cosignatures on a note by these witnesses; lines by unknown keys are left out (C2SP tlog-witness).
 * @throws TlogError if a line claims to be by one of them and is not, or the note cannot be read
 */
export async function readCosignatures(note: string, witnesses: readonly PolicyWitness[]): Promise<Cosignature[]> {
  const { signatures } = parseNote(note);
  const found: Cosignature[] = [];
  for (const { name, key } of witnesses) {
    const line = signatures.find((each) => each.name === key.name && each.keyId === key.keyId);
    if (line === undefined) continue;
    await verifyCosignature(note, key, checkSignature);
    found.push({ witness: name, line });
  }
  return found;
}

/** The note with the signature lines that a witness answered, in place of its own. @throws TlogError if they cannot be read */
export function withAnswer(note: string, answer: string): string {
  return formatNote({ text: parseNote(note).text, signatures: parseSignatures(answer) });
}

/** Why something cannot be read, without what it holds. */
export function tlogReason(error: unknown): string {
  if (error instanceof TlogError) return error.message;
  throw error;
}
