import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { concatBytes } from '../encoding/bytes.ts';
import { decodeText } from '../encoding/text.ts';
import { TlogError } from '../tlog-error.ts';
import { isKeyName } from './key-name.ts';
import { toHex } from './verifier-key.ts';

/** Most signature lines that a note may have; C2SP signed-note demands at least 16. */
export const NOTE_MAX_SIGNATURES = 100;
const KEY_ID_BYTES = 4;
const LINE_START = '\u2014 ';

/** One signature line. */
export interface NoteSignature {
  readonly name: string;
  /** Eight lowercase hex digits. */
  readonly keyId: string;
  /** What follows the key id: at least one byte. */
  readonly signature: Uint8Array;
}

/** A signed note, its signatures not checked. */
export interface Note {
  /** The signed text, which ends in a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/**
 * Splits a note into text and signatures (C2SP signed-note), strictly. Nothing is verified.
 *
 * @param note the note as text, or its bytes
 * @throws TlogError `note`; `text` for bytes that are not UTF-8
 */
export function parseNote(note: string | Uint8Array): Note {
  const whole = typeof note === 'string' ? note : decodeText(note);
  assertCharacters(whole);
  const split = whole.lastIndexOf('\n\n');
  if (split === -1) throw new TlogError('note', 'no empty line before the signatures');
  return { text: whole.slice(0, split + 1), signatures: parseSignatures(whole.slice(split + 2)) };
}

/**
 * Reads signature lines alone, as a witness answers them.
 *
 * @throws TlogError `note`
 */
export function parseSignatures(text: string): NoteSignature[] {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length === 0) throw new TlogError('note', 'no signature, or the last is cut off');
  if (lines.length > NOTE_MAX_SIGNATURES) throw new TlogError('note', 'too many signatures');
  return lines.map(parseSignatureLine);
}

/**
 * Writes a note.
 *
 * @throws TlogError `note` for what {@link parseNote} would refuse
 */
export function formatNote({ text, signatures }: Note): string {
  if (!text.endsWith('\n')) throw new TlogError('note', 'the text must end in a newline');
  assertCharacters(text);
  return `${text}\n${formatSignatures(signatures)}`;
}

/**
 * Writes signature lines, each with its newline.
 *
 * @throws TlogError `note` for what {@link parseSignatures} would refuse
 */
export function formatSignatures(signatures: readonly NoteSignature[]): string {
  if (signatures.length === 0 || signatures.length > NOTE_MAX_SIGNATURES)
    throw new TlogError('note', 'too few or many signatures');
  return signatures.map(formatSignatureLine).join('');
}

/**
 * Appends signature lines to a note, whose own lines stay as they are. Of lines by one key (name and id) the first stays.
 *
 * @throws TlogError `note` for a note that cannot be read or a line that cannot be written
 */
export function addSignatures(note: string, lines: readonly NoteSignature[]): string {
  const { signatures } = parseNote(note);
  const keyOf = ({ name, keyId }: NoteSignature): string => `${name}+${keyId}`;
  const known = new Set(signatures.map(keyOf));
  const added = lines.filter((line) => {
    const key = keyOf(line);
    return known.has(key) ? false : known.add(key);
  });
  if (signatures.length + added.length > NOTE_MAX_SIGNATURES) throw new TlogError('note', 'too many signatures');
  return note + added.map(formatSignatureLine).join('');
}

function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  if (!isKeyName(name) || !/^[0-9a-f]{8}$/.test(keyId) || signature.length === 0)
    throw new TlogError('note', 'a signature without proper name, key id or bytes');
  return `${LINE_START}${name} ${toBase64(concatBytes([keyIdBytes(keyId), signature]))}\n`;
}

function parseSignatureLine(line: string): NoteSignature {
  if (!line.startsWith(LINE_START)) throw new TlogError('note', 'a signature line must start with an em dash');
  const [name = '', encoded = '', ...more] = line.slice(LINE_START.length).split(' ');
  if (!isKeyName(name) || more.length > 0) throw new TlogError('note', 'a signature line must be name, space, base64');
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(encoded);
  } catch (error) {
    throw new TlogError('note', 'a signature is not base64', { cause: error });
  }
  if (bytes.length <= KEY_ID_BYTES) throw new TlogError('note', 'a signature is empty');
  return { name, keyId: toHex(bytes.subarray(0, KEY_ID_BYTES)), signature: bytes.subarray(KEY_ID_BYTES) };
}

function keyIdBytes(keyId: string): Uint8Array {
  return Uint8Array.from([0, 2, 4, 6], (at) => Number.parseInt(keyId.slice(at, at + 2), 16));
}

function assertCharacters(text: string): void {
  if (!text.isWellFormed()) throw new TlogError('note', 'a lone surrogate');
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x20 && code !== 0x0a) throw new TlogError('note', 'a control character other than newline');
  }
}
