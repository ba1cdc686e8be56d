import { RawMessageError } from './raw-message-error.ts';

/** The head of a message and what follows it. */
export interface RawHead {
  /** All bytes before the empty line. */
  readonly head: Uint8Array;
  readonly lineEnd: '\r\n' | '\n';
  /** Without their ends; Latin-1. */
  readonly lines: readonly string[];
  readonly body: Uint8Array;
}

const LF = 0x0a;
const CR = 0x0d;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;

/**
 * Splits a message after its head. The end of the first line decides how all lines of the head end.
 *
 * @param max most bytes of the head
 * @throws RawMessageError `head-unended`, `head-too-long`, `control-character`
 */
export function splitHead(bytes: Uint8Array, max: number): RawHead {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = buffer.indexOf(LF);
  const lineEnd = first > 0 && buffer[first - 1] === CR ? '\r\n' : '\n';
  const end = buffer.indexOf(lineEnd + lineEnd);
  if (end === -1) throw new RawMessageError(bytes.length > max ? 'head-too-long' : 'head-unended');
  if (end > max) throw new RawMessageError('head-too-long');
  const head = buffer.subarray(0, end + lineEnd.length);
  const lines = buffer.toString('latin1', 0, end).split(lineEnd);
  for (const [i, line] of lines.entries()) {
    if (CONTROL.test(line)) throw new RawMessageError('control-character', i + 1);
  }
  return { head, lineEnd, lines, body: buffer.subarray(end + 2 * lineEnd.length) };
}
