import { TlogError } from '../tlog-error.ts';

const encoder = new TextEncoder();
// A byte order mark is data here: dropping it would make two byte strings read as one text.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * UTF-8 bytes of a text.
 *
 * @throws TlogError `text` for lone surrogates, which UTF-8 cannot carry
 */
export function encodeText(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new TlogError('text', 'a lone surrogate');
  return encoder.encode(text);
}

/**
 * The text of UTF-8 bytes.
 *
 * @throws TlogError `text` for anything but valid UTF-8
 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new TlogError('text', 'not valid UTF-8', { cause: error });
  }
}
